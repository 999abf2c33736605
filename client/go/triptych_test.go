package triptych_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	triptych "github.com/triptych-dev/triptych/client/go"
	pb "github.com/triptych-dev/triptych/client/go/triptych/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// fake is a server in this process; its first refusals embed calls are refused, to be tried again after pushback.
type fake struct {
	pb.UnimplementedEmbedServiceServer
	pb.UnimplementedModelServiceServer
	pb.UnimplementedRankServiceServer
	pb.UnimplementedFeaturesServiceServer
	pb.UnimplementedClassifyServiceServer
	rank     *pb.RankRequest
	labels   *pb.ListLabelsRequest
	target   string
	attempts atomic.Int32
	refusals int32
	code     codes.Code
	pushback string
	group    int
	hang     bool
	request  *pb.EmbedRequest
	setup    *pb.EmbedStreamSetup
	metadata metadata.MD
}

func start(t *testing.T) *fake {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	made := &fake{target: listener.Addr().String(), code: codes.Unavailable, pushback: "1", group: 1}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(64 << 20))
	pb.RegisterEmbedServiceServer(server, made)
	pb.RegisterModelServiceServer(server, made)
	pb.RegisterRankServiceServer(server, made)
	pb.RegisterFeaturesServiceServer(server, made)
	pb.RegisterClassifyServiceServer(server, made)
	go server.Serve(listener) //nolint:errcheck // It ends with Stop.
	t.Cleanup(server.Stop)
	return made
}

func (f *fake) client(t *testing.T, options ...triptych.Option) *triptych.Client {
	t.Helper()
	client, err := triptych.New(f.target, options...)
	must(t, err)
	t.Cleanup(func() { client.Close() })
	return client
}

func refusal(code codes.Code) *status.Status {
	made, _ := status.New(code, "what, where, limit").WithDetails(
		&errdetails.ErrorInfo{Reason: "SOME_REASON", Domain: "triptych.dev", Metadata: map[string]string{"limit": "3", "request_id": "r-1"}},
		&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "items[0]", Description: "too long"}}},
		&errdetails.RetryInfo{RetryDelay: durationpb.New(1500 * time.Millisecond)})
	return made
}

// result fails for bad texts; the vector of other items is their length and one half.
func result(item *pb.EmbedItem) *pb.EmbedResult {
	if item.Content.GetText() == "bad" {
		return &pb.EmbedResult{Id: item.Id, Outcome: &pb.EmbedResult_Error{Error: refusal(codes.InvalidArgument).Proto()}}
	}
	size := len(item.Content.GetText()) + len(item.Content.GetImage().GetData())
	data := binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(size)))
	data = binary.LittleEndian.AppendUint32(data, math.Float32bits(0.5))
	vector := &pb.Vector{Data: data, Dtype: pb.DataType_DATA_TYPE_FLOAT32, Dim: 2, Space: "fake-1", Normalized: true}
	return &pb.EmbedResult{Id: item.Id, Outcome: &pb.EmbedResult_Vector{Vector: vector}}
}

func (f *fake) Embed(ctx context.Context, request *pb.EmbedRequest) (*pb.EmbedResponse, error) {
	attempt := f.attempts.Add(1)
	f.request = request
	f.metadata, _ = metadata.FromIncomingContext(ctx)
	if f.hang {
		<-ctx.Done()
	}
	if attempt <= f.refusals {
		grpc.SetTrailer(ctx, metadata.Pairs("grpc-retry-pushback-ms", f.pushback)) //nolint:errcheck
		return nil, refusal(f.code).Err()
	}
	answer := &pb.EmbedResponse{Model: "fake", ModelVersion: "7"}
	for _, item := range request.Items {
		answer.Results = append(answer.Results, result(item))
	}
	return answer, nil
}

// EmbedStream answers groups of items, each group backwards.
func (f *fake) EmbedStream(stream grpc.BidiStreamingServer[pb.EmbedStreamRequest, pb.EmbedStreamResponse]) error {
	first, err := stream.Recv()
	if err != nil {
		return err
	}
	f.setup = first.GetSetup()
	if f.refusals > 0 {
		return refusal(f.code).Err()
	}
	var held []*pb.EmbedItem
	for {
		request, err := stream.Recv()
		if err == nil {
			held = append(held, request.GetItem())
		}
		if err != nil || len(held) == f.group {
			for ; len(held) > 0; held = held[:len(held)-1] {
				if err := stream.Send(&pb.EmbedStreamResponse{Result: result(held[len(held)-1])}); err != nil {
					return err
				}
			}
		}
		if err != nil {
			return nil
		}
	}
}

func (f *fake) ListModels(_ context.Context, request *pb.ListModelsRequest) (*pb.ListModelsResponse, error) {
	next := map[string]string{"": "1", "1": "2", "2": ""}[request.PageToken]
	return &pb.ListModelsResponse{
		Models: []*pb.Model{{Name: "model-" + request.PageToken}}, NextPageToken: next, Server: &pb.ServerInfo{Version: "fake"},
	}, nil
}

func (f *fake) ListLabels(_ context.Context, request *pb.ListLabelsRequest) (*pb.ListLabelsResponse, error) {
	f.labels = request
	if request.PageToken == "" {
		return &pb.ListLabelsResponse{Labels: []string{"cat"}, NextPageToken: "1"}, nil
	}
	return &pb.ListLabelsResponse{Labels: []string{"dog"}}, nil
}

func (f *fake) Classify(context.Context, *pb.ClassifyRequest) (*pb.ClassifyResponse, error) {
	found := &pb.Classification{Labels: []*pb.ScoredLabel{{Label: "cat"}}, Activation: pb.Activation_ACTIVATION_SIGMOID}
	result := &pb.ClassifyResult{Outcome: &pb.ClassifyResult_Classification{Classification: found}}
	return &pb.ClassifyResponse{Results: []*pb.ClassifyResult{result}, TruncatedLabels: []int32{2}}, nil
}

func (f *fake) Rank(_ context.Context, request *pb.RankRequest) (*pb.RankResponse, error) {
	f.rank = request
	return &pb.RankResponse{Results: []*pb.RankResult{{Outcome: &pb.RankResult_Error{Error: refusal(codes.InvalidArgument).Proto()}}}}, nil
}

func (f *fake) Features(_ context.Context, request *pb.FeaturesRequest) (*pb.FeaturesResponse, error) {
	tensor := &pb.Tensor{Dtype: pb.DataType_DATA_TYPE_FLOAT16, Shape: []int64{2, 1}, Data: []byte{0, 0x3c, 0, 0xc0}}
	named := &pb.FeaturesResult{Outcome: &pb.FeaturesResult_Features{
		Features: &pb.ItemFeatures{Tensors: []*pb.NamedTensor{{Name: request.Features[0], Tensor: tensor}}}}}
	return &pb.FeaturesResponse{Results: []*pb.FeaturesResult{named}}, nil
}

func TestRank_weightedTerms_travel(t *testing.T) {
	server := start(t)
	query := triptych.Terms(
		triptych.Term{Input: triptych.Image([]byte("x")), Weight: 1}, triptych.Term{Input: triptych.Text("day"), Weight: -0.5})
	rankings, err := server.client(t).Rank(t.Context(), "fake", []triptych.Input{query}, []triptych.Input{triptych.Text("a")}, nil)
	must(t, err)
	equal(t, true, errors.Is(rankings.Queries[0].Err, triptych.InvalidArgument))
	terms := server.rank.Queries[0].Terms
	equal(t, "x", string(terms[0].Content.GetImage().GetData()))
	equal(t, float32(-0.5), terms[1].GetWeight())
	equal(t, true, server.rank.Queries[0].Content == nil)
}

func TestTerms_whereAnItemBelongs_refusedBeforeItIsSent(t *testing.T) {
	server := start(t)
	client := server.client(t)
	weighted := triptych.Terms(triptych.Term{Input: triptych.Text("a"), Weight: 1})
	inputs := []triptych.Input{triptych.Text("a"), weighted}
	_, embedded := client.Embed(t.Context(), "fake", inputs, nil)
	_, classified := client.Classify(t.Context(), "fake", inputs, nil)
	_, extracted := client.Features(t.Context(), "fake", inputs, []string{"tokens"}, nil)
	_, among := client.Rank(t.Context(), "fake", inputs[:1], inputs, nil)
	_, nested := client.Rank(t.Context(), "fake", []triptych.Input{triptych.Terms(triptych.Term{Input: weighted})}, inputs[:1], nil)
	var streamed error
	for _, err := range client.EmbedStream(t.Context(), "fake", slices.Values(inputs), nil, 4) {
		streamed = err
	}
	for name, err := range map[string]error{"Embed": embedded, "Classify": classified, "Features": extracted,
		"candidates": among, "Terms": nested, "EmbedStream": streamed} {
		if err == nil || !strings.Contains(err.Error(), "Terms") {
			t.Errorf("%s: %v", name, err)
		}
	}
	equal(t, 0, int(server.attempts.Load()))
}

func TestClassify_labelsCut_areTold(t *testing.T) {
	answer, err := start(t).client(t).Classify(t.Context(), "fake", []triptych.Input{triptych.Text("a")}, nil)
	must(t, err)
	equal(t, "cat", answer.Results[0].Value.Labels[0].Label)
	equal(t, "[2]", fmt.Sprint(answer.TruncatedLabels))
}

func TestListLabels_twoPages_oneList(t *testing.T) {
	server := start(t)
	labels, err := server.client(t).ListLabels(t.Context(), "clip/2", "pets")
	must(t, err)
	equal(t, "[cat dog]", fmt.Sprint(labels))
	equal(t, "clip 2 pets", server.labels.Model+" "+server.labels.ModelVersion+" "+server.labels.LabelSet)
}

func TestFeatures_byName(t *testing.T) {
	client := start(t).client(t)
	results, err := client.Features(t.Context(), "fake", []triptych.Input{triptych.Text("a")}, []string{"tokens"}, nil)
	must(t, err)
	values, err := triptych.Values(results[0].Value["tokens"])
	must(t, err)
	equal(t, float32(-2), values[1])
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, wanted, got T) {
	t.Helper()
	if wanted != got {
		t.Fatalf("wanted %v, got %v", wanted, got)
	}
}

func embed(t *testing.T, client *triptych.Client, inputs ...triptych.Input) []triptych.Result[triptych.Vector] {
	t.Helper()
	results, err := client.Embed(t.Context(), "fake/7", inputs, nil)
	must(t, err)
	return results
}

func failure(t *testing.T, client *triptych.Client) *triptych.Error {
	t.Helper()
	_, err := client.Embed(t.Context(), "fake", []triptych.Input{triptych.Text("a")}, nil)
	var found *triptych.Error
	if !errors.As(err, &found) {
		t.Fatalf("no *triptych.Error: %v", err)
	}
	return found
}

func TestEmbed_allInputs_travelInOrder(t *testing.T) {
	server := start(t)
	file := filepath.Join(t.TempDir(), "five")
	must(t, os.WriteFile(file, []byte("12345"), 0o600))
	content := &pb.Content{Kind: &pb.Content_Text{Text: "seven.."}}
	results := embed(t, server.client(t), triptych.Text("a"), triptych.Image([]byte("ab")), triptych.ImageFile(file), triptych.Of(content))
	for i, wanted := range []float32{1, 2, 5, 7} {
		equal(t, wanted, results[i].Value.Values[0])
	}
	equal(t, "fake 7", server.request.Model+" "+server.request.ModelVersion)
	equal(t, "fake-1", results[0].Value.Space)
	equal(t, true, results[0].Value.Normalized)
}

func TestEmbed_fileMissing_callFails(t *testing.T) {
	client := start(t).client(t)
	_, err := client.Embed(t.Context(), "fake", []triptych.Input{triptych.ImageFile("not there")}, nil)
	equal(t, true, errors.Is(err, os.ErrNotExist))
}

func TestEmbed_itemFails_alone(t *testing.T) {
	results := embed(t, start(t).client(t), triptych.Text("good"), triptych.Text("bad"))
	must(t, results[0].Err)
	equal(t, true, errors.Is(results[1].Err, triptych.InvalidArgument))
}

func TestEmbed_answerAboveGrpcsDefault_received(t *testing.T) {
	equal(t, 100_000, len(embed(t, start(t).client(t), make100k()...)))
}

func make100k() []triptych.Input {
	inputs := make([]triptych.Input, 100_000) // 5 MiB of answers.
	for i := range inputs {
		inputs[i] = triptych.Text("x")
	}
	return inputs
}

func TestError_carriesAllThatTheServerSaid(t *testing.T) {
	server := start(t)
	server.refusals, server.code = 1, codes.InvalidArgument
	found := failure(t, server.client(t))
	equal(t, codes.InvalidArgument, found.Code)
	equal(t, "SOME_REASON triptych.dev 3 r-1", strings.Join([]string{found.Reason, found.Domain, found.Metadata["limit"], found.RequestID}, " "))
	equal(t, triptych.FieldViolation{Field: "items[0]", Description: "too long"}, found.Violations[0])
	equal(t, 1500*time.Millisecond, found.RetryAfter)
	equal(t, "what, where, limit [SOME_REASON, request r-1]", found.Error())
	equal(t, true, errors.Is(found, triptych.InvalidArgument) && !errors.Is(found, triptych.NotFound))
	equal(t, true, errors.Is(found, &triptych.Error{Code: codes.InvalidArgument, Reason: "SOME_REASON"}))
	equal(t, codes.InvalidArgument, status.Code(found))
	equal(t, int32(1), server.attempts.Load())
}

func TestDeadline_passed_saysSo(t *testing.T) {
	server := start(t)
	server.hang = true
	equal(t, codes.DeadlineExceeded, failure(t, server.client(t, triptych.WithDeadline(50*time.Millisecond))).Code)
}

func TestRetry_unavailableTwice_answeredByThirdAttempt(t *testing.T) {
	server := start(t)
	server.refusals = 2
	embed(t, server.client(t), triptych.Text("a"))
	equal(t, int32(3), server.attempts.Load())
}

func TestRetry_call20MiB_isTriedAgainToo(t *testing.T) {
	server := start(t)
	server.refusals = 1
	embed(t, server.client(t), triptych.Image(make([]byte, 20<<20)))
	equal(t, int32(2), server.attempts.Load())
}

func TestRetry_pushbackSaysNever_onceOnly(t *testing.T) {
	server := start(t)
	server.refusals, server.pushback = 1, "-1"
	equal(t, codes.Unavailable, failure(t, server.client(t)).Code)
	equal(t, int32(1), server.attempts.Load())
}

func TestRetry_off_onceOnly(t *testing.T) {
	server := start(t)
	server.refusals = 1
	equal(t, codes.Unavailable, failure(t, server.client(t, triptych.WithMaxAttempts(1))).Code)
	equal(t, int32(1), server.attempts.Load())
}

func TestRetry_allUnavailable_throttled(t *testing.T) {
	server := start(t)
	server.refusals = 1000
	client := server.client(t)
	for range 20 {
		equal(t, codes.Unavailable, failure(t, client).Code)
	}
	// Ten tokens, retries only above five: unthrottled there would be eighty attempts.
	if attempts := server.attempts.Load(); attempts < 21 || attempts > 25 {
		t.Fatalf("%d attempts", attempts)
	}
}

func texts(count int, taken *int) iter.Seq[triptych.Input] {
	return func(yield func(triptych.Input) bool) {
		for i := range count {
			*taken = i + 1
			if !yield(triptych.Text(strings.Repeat("x", i))) {
				return
			}
		}
	}
}

func TestEmbedStream_answersOutOfOrder_resultsInOrder(t *testing.T) {
	server := start(t)
	server.group = 4
	var taken, count int
	for result, err := range server.client(t).EmbedStream(t.Context(), "clip/2", texts(50, &taken), nil, 4) {
		must(t, err)
		equal(t, float32(count), result.Value.Values[0])
		count++
	}
	equal(t, 50, count)
	equal(t, "clip 2", server.setup.Model+" "+server.setup.ModelVersion)
}

func TestEmbedStream_left_takesNoMoreThanItsWindow(t *testing.T) {
	var taken, count int
	for _, err := range start(t).client(t).EmbedStream(t.Context(), "fake", texts(1000, &taken), nil, 5) {
		must(t, err)
		if count++; count == 2 {
			break
		}
	}
	equal(t, true, taken <= 6)
}

func TestEmbedStream_nothing_nothing(t *testing.T) {
	var taken int
	for range start(t).client(t).EmbedStream(t.Context(), "fake", texts(0, &taken), nil, 5) {
		t.Fatal("a result of nothing")
	}
}

func TestEmbedStream_refused_says(t *testing.T) {
	server := start(t)
	server.refusals, server.code = 1, codes.NotFound
	var taken int
	var last error
	for _, err := range server.client(t).EmbedStream(t.Context(), "fake", texts(500, &taken), nil, 500) {
		last = err
	}
	equal(t, true, errors.Is(last, triptych.NotFound))
}

func TestListModels_allPages(t *testing.T) {
	client := start(t).client(t)
	models, err := client.ListModels(t.Context())
	must(t, err)
	equal(t, "model- model-1 model-2", fmt.Sprintf("%s %s %s", models[0].Name, models[1].Name, models[2].Name))
	info, err := client.ServerInfo(t.Context())
	must(t, err)
	equal(t, "fake", info.Version)
}

func TestFromEnv_readsEveryName(t *testing.T) {
	server := start(t)
	server.refusals = 1
	t.Setenv("TRIPTYCH_SERVER", server.target)
	t.Setenv("TRIPTYCH_TENANT", "green")
	t.Setenv("TRIPTYCH_MAX_ATTEMPTS", "1")
	t.Setenv("TRIPTYCH_DEADLINE_MS", "60000")
	client, err := triptych.FromEnv(triptych.WithHeader("x-more", "1"))
	must(t, err)
	defer client.Close()
	equal(t, codes.Unavailable, failure(t, client).Code)
	equal(t, int32(1), server.attempts.Load())
	equal(t, "green 1", server.metadata.Get("x-triptych-tenant")[0]+" "+server.metadata.Get("x-more")[0])
	equal(t, true, strings.HasPrefix(server.metadata.Get("user-agent")[0], "triptych-go/"))
}

func TestFromEnv_valueWrong_named(t *testing.T) {
	for _, value := range []string{"soon", "0", "-1", "1.5"} {
		t.Setenv("TRIPTYCH_DEADLINE_MS", value)
		_, err := triptych.FromEnv()
		equal(t, true, err != nil && strings.Contains(err.Error(), "TRIPTYCH_DEADLINE_MS"))
	}
}

func TestNew_settingsOutOfRange_refused(t *testing.T) {
	for _, option := range []triptych.Option{triptych.WithDeadline(0), triptych.WithMaxAttempts(0), triptych.WithMaxAttempts(6)} {
		_, err := triptych.New("127.0.0.1:1", option)
		equal(t, true, err != nil)
	}
}

func TestConnection_broughtAlong_staysOpen(t *testing.T) {
	server := start(t)
	connection, err := grpc.NewClient(server.target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	must(t, err)
	defer connection.Close()
	for range 2 {
		client, err := triptych.New("", triptych.WithConnection(connection))
		must(t, err)
		embed(t, client, triptych.Text("a"))
		must(t, client.Close())
	}
}

func TestCosine_otherSpace_refused(t *testing.T) {
	one, other := triptych.Vector{Values: []float32{3, 4}, Space: "a"}, triptych.Vector{Values: []float32{6, 8}, Space: "a"}
	cosine, err := one.Cosine(other)
	must(t, err)
	equal(t, true, math.Abs(cosine-1) < 1e-12)
	other.Space = "b"
	_, err = one.Cosine(other)
	equal(t, true, err != nil)
}
