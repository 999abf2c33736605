// Package triptych is a client of Triptych servers: pictures and texts in; vectors, labels and rankings out.
//
// Start with [New] or [FromEnv]. A call fails as a whole with an [*Error], or gives a [Result] for each item. Package
// triptychv1 holds the generated messages and stubs for whoever wants the plain API.
package triptych

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	pb "github.com/triptych-dev/triptych/client/go/triptych/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// Version of this client.
const Version = "0.1.0-dev"

// DefaultServer is where a server listens when nothing else is said.
const DefaultServer = "127.0.0.1:8001"

// Error is why a call or an item of it failed. [errors.As] finds it, [errors.Is] compares it with the kinds below.
type Error struct {
	// Code is the canonical code.
	Code codes.Code
	// Reason is a fixed word for programs, such as IMAGE_TRUNCATED; empty when no server said one.
	Reason string
	// Domain is who defined the reason; empty with it.
	Domain string
	// Message is a sentence for people.
	Message string
	// Metadata holds the facts of the message, by name.
	Metadata map[string]string
	// Violations are the fields refused.
	Violations []FieldViolation
	// RetryAfter is how long the server asks to wait before another try; 0 when it does not say.
	RetryAfter time.Duration
	// RequestID is the request's id as the server's log has it; empty when no server answered.
	RequestID string

	cause error
}

// FieldViolation is a field that was refused: its path in the request, and why.
type FieldViolation struct{ Field, Description string }

// The kinds of errors: errors.Is(err, triptych.NotFound) holds for every error of that code.
var (
	InvalidArgument    = &Error{Code: codes.InvalidArgument}
	NotFound           = &Error{Code: codes.NotFound}
	FailedPrecondition = &Error{Code: codes.FailedPrecondition}
	Unavailable        = &Error{Code: codes.Unavailable}
	ResourceExhausted  = &Error{Code: codes.ResourceExhausted}
	DeadlineExceeded   = &Error{Code: codes.DeadlineExceeded}
	Cancelled          = &Error{Code: codes.Canceled}
	Unauthenticated    = &Error{Code: codes.Unauthenticated}
	PermissionDenied   = &Error{Code: codes.PermissionDenied}
	Unimplemented      = &Error{Code: codes.Unimplemented}
	Internal           = &Error{Code: codes.Internal}
)

// Error says what happened, with the reason and the request's id.
func (e *Error) Error() string {
	told := e.Reason
	if told == "" {
		told = e.Code.String()
	}
	if e.RequestID != "" {
		told += ", request " + e.RequestID
	}
	return e.Message + " [" + told + "]"
}

// Unwrap gives gRPC's own error of a call.
func (e *Error) Unwrap() error { return e.cause }

// Is compares codes, and reasons where the target has one.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && e.Code == other.Code && (other.Reason == "" || e.Reason == other.Reason)
}

// GRPCStatus makes status.FromError work on it.
func (e *Error) GRPCStatus() *status.Status { return status.New(e.Code, e.Message) }

func errorOf(wire *rpcstatus.Status) *Error {
	found := status.FromProto(wire)
	made := &Error{Code: found.Code(), Message: found.Message(), Metadata: map[string]string{}}
	for _, detail := range found.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			made.Reason, made.Domain = detail.Reason, detail.Domain
			maps.Copy(made.Metadata, detail.Metadata)
		case *errdetails.BadRequest:
			for _, each := range detail.FieldViolations {
				made.Violations = append(made.Violations, FieldViolation{each.Field, each.Description})
			}
		case *errdetails.RetryInfo:
			made.RetryAfter = detail.RetryDelay.AsDuration()
		}
	}
	// Items have no trailers, so the server says its request id here too.
	made.RequestID = made.Metadata["request_id"]
	delete(made.Metadata, "request_id")
	if made.Message == "" {
		made.Message = "the call failed"
	}
	return made
}

func errorOfCall(err error) error {
	if err == nil {
		return nil
	}
	made := errorOf(status.Convert(err).Proto())
	made.cause = err
	return made
}

func defect(format string, arguments ...any) *Error {
	return &Error{Code: codes.Internal, Message: fmt.Sprintf(format, arguments...)}
}

// Input is one item of a call: a text, a picture, or whatever [Of] holds.
type Input struct {
	content *pb.Content
	terms   []*pb.RankTerm
	err     error
}

// Text is a text, taken as it is: no trimming.
func Text(text string) Input {
	return Input{content: &pb.Content{Kind: &pb.Content_Text{Text: text}}}
}

// Image is a picture: the bytes of its file, not copied.
func Image(file []byte) Input {
	return Input{content: &pb.Content{Kind: &pb.Content_Image{Image: &pb.Image{Data: file}}}}
}

// ImageFile is a picture from a file, read now; the call it is used in fails when it cannot be read.
func ImageFile(path string) Input {
	file, err := os.ReadFile(path)
	if err != nil {
		return Input{err: err}
	}
	return Image(file)
}

// Of is any content of the wire.
func Of(content *pb.Content) Input { return Input{content: content} }

// Term is one content of a weighted query.
type Term struct {
	Input  Input
	Weight float32
}

// Terms is a weighted query of [Client.Rank], such as a picture, minus the text "day", plus the text "night".
func Terms(terms ...Term) Input {
	made := Input{terms: make([]*pb.RankTerm, len(terms))}
	for i, term := range terms {
		content, err := term.Input.one()
		if err != nil {
			return Input{err: err}
		}
		made.terms[i] = &pb.RankTerm{Content: content, Weight: &term.Weight}
	}
	return made
}

// one gives the content of an input that is a single one.
func (i Input) one() (*pb.Content, error) {
	if i.terms != nil {
		return nil, errors.New("triptych.Terms is a query of Rank alone, and holds no Terms itself")
	}
	return i.content, i.err
}

func contents(inputs []Input) ([]*pb.Content, error) {
	made := make([]*pb.Content, len(inputs))
	for i, input := range inputs {
		content, err := input.one()
		if err != nil {
			return nil, err
		}
		made[i] = content
	}
	return made, nil
}

// Result is what became of one item: a value, or the error of this item alone.
type Result[T any] struct {
	Value T
	// Err is an *Error, or nil.
	Err error
	// Truncated says whether the item was cut to fit the model.
	Truncated bool
}

// Vector is a point of an embedding space. Vectors compare only when their Space is equal.
type Vector struct {
	Values []float32
	Space  string
	// Normalized says whether the server scaled it to length 1.
	Normalized bool
}

// Cosine is that of the angle to a vector of the same space, -1 to 1; 0 when either has no length.
func (v Vector) Cosine(other Vector) (float64, error) {
	if v.Space != other.Space || len(v.Values) != len(other.Values) {
		return 0, fmt.Errorf("vectors of different spaces do not compare: %q and %q", v.Space, other.Space)
	}
	var dot, mine, theirs float64
	for i, value := range v.Values {
		a, b := float64(value), float64(other.Values[i])
		dot, mine, theirs = dot+a*b, mine+a*a, theirs+b*b
	}
	if mine == 0 || theirs == 0 {
		return 0, nil
	}
	return dot / math.Sqrt(mine*theirs), nil
}

// Classification is the labels of an item, best first.
type Classification struct {
	Labels     []*pb.ScoredLabel
	Activation pb.Activation
}

// Classifications are the results of a classify call.
type Classifications struct {
	// Results holds one for each item.
	Results []Result[Classification]
	// TruncatedLabels holds the positions, in the list or set that was asked for, of labels cut to fit the model.
	TruncatedLabels []int32
}

// Rankings are the results of a rank call.
type Rankings struct {
	// Queries holds a ranking for each query, best candidate first.
	Queries []Result[[]*pb.RankedCandidate]
	// Failed says why candidates failed, by position; they stand in no ranking.
	Failed map[int]error
	// Truncated holds the positions of candidates cut to fit the model.
	Truncated []int32
}

// floats reads little-endian numbers of 16, 32 or 64 bits as float32.
func floats(data []byte, dtype pb.DataType, count int) ([]float32, error) {
	size := map[pb.DataType]int{
		pb.DataType_DATA_TYPE_FLOAT32: 4, pb.DataType_DATA_TYPE_FLOAT16: 2,
		pb.DataType_DATA_TYPE_BFLOAT16: 2, pb.DataType_DATA_TYPE_FLOAT64: 8,
	}[dtype]
	if size == 0 {
		return nil, defect("the server answered with numbers of type %v, which this client does not read", dtype)
	}
	if len(data) != size*count {
		return nil, defect("the server answered with %d bytes for %d numbers of %v", len(data), count, dtype)
	}
	made := make([]float32, count)
	for i := range made {
		at := data[i*size:]
		switch dtype {
		case pb.DataType_DATA_TYPE_FLOAT32:
			made[i] = math.Float32frombits(binary.LittleEndian.Uint32(at))
		case pb.DataType_DATA_TYPE_FLOAT64:
			made[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(at)))
		case pb.DataType_DATA_TYPE_BFLOAT16:
			made[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(at)) << 16)
		default:
			made[i] = half(binary.LittleEndian.Uint16(at))
		}
	}
	return made, nil
}

// half widens an IEEE 754 binary16.
func half(bits uint16) float32 {
	sign, exponent, fraction := uint32(bits>>15)<<31, uint32(bits>>10)&0x1f, uint32(bits)&0x3ff
	switch exponent {
	case 0: // Zero and subnormal numbers: the fraction times 2^-24.
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)*0x1p-24))
	case 0x1f: // Infinity and not-a-number.
		return math.Float32frombits(sign | 0x7f800000 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | fraction<<13)
}

func vectorOf(wire *pb.EmbedResult) Result[Vector] {
	switch outcome := wire.GetOutcome().(type) {
	case *pb.EmbedResult_Vector:
		values, err := floats(outcome.Vector.Data, outcome.Vector.Dtype, int(outcome.Vector.Dim))
		vector := Vector{Values: values, Space: outcome.Vector.Space, Normalized: outcome.Vector.Normalized}
		return Result[Vector]{Value: vector, Err: err, Truncated: wire.Truncated}
	case *pb.EmbedResult_Error:
		return Result[Vector]{Err: errorOf(outcome.Error)}
	}
	return Result[Vector]{Err: noOutcome()}
}

func noOutcome() error { return defect("the server answered an item with neither value nor error") }

// Client is a connection to a Triptych server; safe for concurrent use, meant to be shared.
//
// A model is named NAME or NAME/VERSION; empty is the one served model that has the task.
type Client struct {
	connection grpc.ClientConnInterface
	owned      *grpc.ClientConn
	deadline   time.Duration
	headers    metadata.MD
}

type settings struct {
	deadline    time.Duration
	maxAttempts int
	maxReceive  int
	headers     metadata.MD
	credentials credentials.TransportCredentials
	connection  grpc.ClientConnInterface
	dial        []grpc.DialOption
}

// Option changes a default of a client.
type Option func(*settings)

// WithDeadline bounds unary calls whose context has no deadline, retries included; default 60 s.
func WithDeadline(deadline time.Duration) Option { return func(s *settings) { s.deadline = deadline } }

// WithMaxAttempts says how often a call that finds the server unavailable is tried in all, 1 to 5; default 4.
func WithMaxAttempts(attempts int) Option { return func(s *settings) { s.maxAttempts = attempts } }

// WithMaxReceiveBytes sets the largest answer accepted; default 256 MiB.
func WithMaxReceiveBytes(bytes int) Option { return func(s *settings) { s.maxReceive = bytes } }

// WithTenant names the tenant whose share calls use, where the operator trusts callers to say so.
func WithTenant(name string) Option { return WithHeader("x-triptych-tenant", name) }

// WithHeader adds a header to every call.
func WithHeader(name, value string) Option { return func(s *settings) { s.headers.Set(name, value) } }

// WithCredentials secures the connection, for example by credentials.NewTLS; plaintext without.
func WithCredentials(own credentials.TransportCredentials) Option {
	return func(s *settings) { s.credentials = own }
}

// WithDialOptions adds options of gRPC's own.
func WithDialOptions(options ...grpc.DialOption) Option {
	return func(s *settings) { s.dial = append(s.dial, options...) }
}

// WithConnection uses a connection in place of making one; it is never closed here. Target, credentials, retries and
// message size are then its own.
func WithConnection(own grpc.ClientConnInterface) Option {
	return func(s *settings) { s.connection = own }
}

// UNAVAILABLE alone is tried again: the server says with it that it did not take the work on. Throttling ends retries
// when more than a small share of calls fails, so that they never feed an overload.
const retries = `{"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": %d, "initialBackoff": "0.1s",
 "maxBackoff": "2s", "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}}],
 "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1}}`

// New makes a client of the server at target, host:port or any gRPC target. Nothing is sent before the first call.
func New(target string, options ...Option) (*Client, error) {
	s := &settings{deadline: time.Minute, maxAttempts: 4, maxReceive: 256 << 20, headers: metadata.MD{},
		credentials: insecure.NewCredentials()}
	for _, option := range options {
		option(s)
	}
	if s.deadline <= 0 {
		return nil, fmt.Errorf("the deadline must be above 0, got %v", s.deadline)
	}
	if s.maxAttempts < 1 || s.maxAttempts > 5 { // gRPC counts every number above 5 as 5.
		return nil, fmt.Errorf("the most attempts must be 1 to 5, got %d", s.maxAttempts)
	}
	client := &Client{connection: s.connection, deadline: s.deadline, headers: s.headers}
	if s.connection != nil {
		return client, nil
	}
	const requestSize = 64 << 20 // A call can be tried again only while its request is kept.
	dial := []grpc.DialOption{
		grpc.WithTransportCredentials(s.credentials),
		grpc.WithUserAgent("triptych-go/" + Version),
		grpc.WithDisableServiceConfig(),
		grpc.WithDefaultCallOptions(
			grpc.MaxCallRecvMsgSize(s.maxReceive), grpc.MaxCallSendMsgSize(math.MaxInt32), grpc.MaxRetryRPCBufferSize(requestSize)),
	}
	if s.maxAttempts > 1 {
		dial = append(dial, grpc.WithDefaultServiceConfig(fmt.Sprintf(retries, s.maxAttempts)))
	} else {
		dial = append(dial, grpc.WithDisableRetry())
	}
	connection, err := grpc.NewClient(target, append(dial, s.dial...)...)
	if err != nil {
		return nil, err
	}
	client.connection, client.owned = connection, connection
	return client, nil
}

// FromEnv makes a client as the environment says: TRIPTYCH_SERVER (host:port), TRIPTYCH_TENANT, TRIPTYCH_DEADLINE_MS
// and TRIPTYCH_MAX_ATTEMPTS; unset or empty ones keep their defaults. Options go before it.
func FromEnv(options ...Option) (*Client, error) {
	target := DefaultServer
	if server := os.Getenv("TRIPTYCH_SERVER"); server != "" {
		target = server
	}
	var told []Option
	if tenant := os.Getenv("TRIPTYCH_TENANT"); tenant != "" {
		told = append(told, WithTenant(tenant))
	}
	for name, option := range map[string]func(int) Option{
		"TRIPTYCH_DEADLINE_MS":  func(n int) Option { return WithDeadline(time.Duration(n) * time.Millisecond) },
		"TRIPTYCH_MAX_ATTEMPTS": WithMaxAttempts,
	} {
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		number, err := strconv.ParseInt(value, 10, 32)
		if err != nil || number < 1 {
			return nil, fmt.Errorf("%s must be a whole number from 1, got %q", name, value)
		}
		told = append(told, option(int(number)))
	}
	return New(target, append(told, options...)...)
}

// Close cancels the calls under way and closes the connection, unless it was brought along.
func (c *Client) Close() error {
	if c.owned == nil {
		return nil
	}
	return c.owned.Close()
}

func (c *Client) outgoing(ctx context.Context) context.Context {
	set, _ := metadata.FromOutgoingContext(ctx)
	return metadata.NewOutgoingContext(ctx, metadata.Join(c.headers, set))
}

func (c *Client) unary(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx = c.outgoing(ctx)
	if _, bounded := ctx.Deadline(); bounded {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, c.deadline)
}

func split(model string) (name, version string) {
	name, version, _ = strings.Cut(model, "/")
	return name, version
}

func counted(got, asked int) error {
	if got != asked {
		return defect("the server answered %d items, %d were asked", got, asked)
	}
	return nil
}

// Embed gives the vectors of items, at least 1. Options may be nil.
func (c *Client) Embed(ctx context.Context, model string, inputs []Input, options *pb.EmbedOptions) ([]Result[Vector], error) {
	items, err := contents(inputs)
	if err != nil {
		return nil, err
	}
	request := &pb.EmbedRequest{Options: options}
	request.Model, request.ModelVersion = split(model)
	for _, item := range items {
		request.Items = append(request.Items, &pb.EmbedItem{Content: item})
	}
	ctx, cancel := c.unary(ctx)
	defer cancel()
	answer, err := pb.NewEmbedServiceClient(c.connection).Embed(ctx, request)
	if err != nil {
		return nil, errorOfCall(err)
	}
	results := make([]Result[Vector], len(answer.Results))
	for i, each := range answer.Results {
		results[i] = vectorOf(each)
	}
	return results, counted(len(results), len(items))
}

// EmbedStream embeds any number of items over one stream, lazily and in order: inputs are taken only as results are asked
// for, at most maxInFlight (at least 1) beyond the last result. An error of the whole call comes as the last element.
// The default deadline does not apply; leaving the loop cancels what is under way.
func (c *Client) EmbedStream(
	ctx context.Context, model string, inputs iter.Seq[Input], options *pb.EmbedOptions, maxInFlight int,
) iter.Seq2[Result[Vector], error] {
	return func(yield func(Result[Vector], error) bool) {
		ctx, cancel := context.WithCancel(c.outgoing(ctx))
		defer cancel()
		if err := c.stream(ctx, model, inputs, options, max(1, maxInFlight), yield); err != nil {
			yield(Result[Vector]{}, err)
		}
	}
}

func (c *Client) stream(ctx context.Context, model string, inputs iter.Seq[Input], options *pb.EmbedOptions, window int,
	yield func(Result[Vector], error) bool,
) error {
	stream, err := pb.NewEmbedServiceClient(c.connection).EmbedStream(ctx)
	if err != nil {
		return errorOfCall(err)
	}
	setup := &pb.EmbedStreamSetup{Options: options}
	setup.Model, setup.ModelVersion = split(model)
	next, stop := iter.Pull(inputs)
	defer stop()
	// Sends wait for the server's flow control, and answers are read in between: each has its own goroutine.
	more := true
	outbox := make(chan *pb.EmbedStreamRequest, window+1)
	defer func() {
		if more {
			close(outbox)
		}
	}()
	go func() {
		defer stream.CloseSend() //nolint:errcheck // Reading says what went wrong.
		for request := range outbox {
			if stream.Send(request) != nil {
				return
			}
		}
	}()
	outbox <- &pb.EmbedStreamRequest{Kind: &pb.EmbedStreamRequest_Setup{Setup: setup}}
	answered := map[string]Result[Vector]{}
	for sent, done := 0, 0; ; done++ {
		for more && sent-done < window {
			input, ok := next()
			if !ok {
				more = false
				close(outbox)
				break
			}
			content, err := input.one()
			if err != nil {
				return err
			}
			item := &pb.EmbedItem{Id: strconv.Itoa(sent), Content: content}
			select {
			case outbox <- &pb.EmbedStreamRequest{Kind: &pb.EmbedStreamRequest_Item{Item: item}}:
			case <-stream.Context().Done(): // The call has ended; reading says why.
			}
			sent++
		}
		if sent == done {
			if _, err := stream.Recv(); err != nil && !errors.Is(err, io.EOF) {
				return errorOfCall(err)
			}
			return nil
		}
		wanted := strconv.Itoa(done)
		for _, ready := answered[wanted]; !ready; _, ready = answered[wanted] {
			answer, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				return defect("the server ended the stream without an answer")
			} else if err != nil {
				return errorOfCall(err)
			}
			answered[answer.GetResult().GetId()] = vectorOf(answer.GetResult())
		}
		result := answered[wanted]
		delete(answered, wanted)
		if !yield(result, nil) {
			return nil
		}
	}
}

// Classify scores labels for items. Request states labels, templates and options; its model and items are filled in
// here. Nil: the model's own labels.
func (c *Client) Classify(
	ctx context.Context, model string, inputs []Input, request *pb.ClassifyRequest,
) (Classifications, error) {
	items, err := contents(inputs)
	if err != nil {
		return Classifications{}, err
	}
	request, _ = proto.Clone(request).(*pb.ClassifyRequest) // The caller may use it again.
	if request == nil {
		request = &pb.ClassifyRequest{}
	}
	request.Model, request.ModelVersion = split(model)
	request.Items = nil
	for _, item := range items {
		request.Items = append(request.Items, &pb.ClassifyItem{Content: item})
	}
	ctx, cancel := c.unary(ctx)
	defer cancel()
	answer, err := pb.NewClassifyServiceClient(c.connection).Classify(ctx, request)
	if err != nil {
		return Classifications{}, errorOfCall(err)
	}
	results := make([]Result[Classification], len(answer.Results))
	for i, each := range answer.Results {
		switch outcome := each.GetOutcome().(type) {
		case *pb.ClassifyResult_Classification:
			results[i].Value = Classification{outcome.Classification.Labels, outcome.Classification.Activation}
			results[i].Truncated = each.Truncated
		case *pb.ClassifyResult_Error:
			results[i].Err = errorOf(outcome.Error)
		default:
			results[i].Err = noOutcome()
		}
	}
	return Classifications{results, answer.TruncatedLabels}, counted(len(results), len(items))
}

// Rank orders candidates by likeness to each query, at least 1 of both. Options may be nil.
func (c *Client) Rank(
	ctx context.Context, model string, queries, candidates []Input, options *pb.RankOptions,
) (Rankings, error) {
	among, err := contents(candidates)
	if err != nil {
		return Rankings{}, err
	}
	request := &pb.RankRequest{Options: options}
	request.Model, request.ModelVersion = split(model)
	for _, each := range queries {
		if each.err != nil {
			return Rankings{}, each.err
		}
		request.Queries = append(request.Queries, &pb.RankQuery{Content: each.content, Terms: each.terms})
	}
	for _, each := range among {
		request.Candidates = append(request.Candidates, &pb.RankCandidate{Content: each})
	}
	ctx, cancel := c.unary(ctx)
	defer cancel()
	answer, err := pb.NewRankServiceClient(c.connection).Rank(ctx, request)
	if err != nil {
		return Rankings{}, errorOfCall(err)
	}
	made := Rankings{Failed: map[int]error{}, Truncated: answer.TruncatedCandidates}
	for _, each := range answer.FailedCandidates {
		made.Failed[int(each.Index)] = errorOf(each.Error)
	}
	for _, each := range answer.Results {
		switch outcome := each.GetOutcome().(type) {
		case *pb.RankResult_Ranking:
			made.Queries = append(made.Queries,
				Result[[]*pb.RankedCandidate]{Value: outcome.Ranking.Candidates, Truncated: each.Truncated})
		case *pb.RankResult_Error:
			made.Queries = append(made.Queries, Result[[]*pb.RankedCandidate]{Err: errorOf(outcome.Error)})
		default:
			made.Queries = append(made.Queries, Result[[]*pb.RankedCandidate]{Err: noOutcome()})
		}
	}
	return made, counted(len(made.Queries), len(queries))
}

// Features gives what stands inside a model, by name of the feature, without a batch axis. Options may be nil.
func (c *Client) Features(
	ctx context.Context, model string, inputs []Input, features []string, options *pb.FeaturesOptions,
) ([]Result[map[string]*pb.Tensor], error) {
	items, err := contents(inputs)
	if err != nil {
		return nil, err
	}
	request := &pb.FeaturesRequest{Features: features, Options: options}
	request.Model, request.ModelVersion = split(model)
	for _, item := range items {
		request.Items = append(request.Items, &pb.FeaturesItem{Content: item})
	}
	ctx, cancel := c.unary(ctx)
	defer cancel()
	answer, err := pb.NewFeaturesServiceClient(c.connection).Features(ctx, request)
	if err != nil {
		return nil, errorOfCall(err)
	}
	results := make([]Result[map[string]*pb.Tensor], len(answer.Results))
	for i, each := range answer.Results {
		switch outcome := each.GetOutcome().(type) {
		case *pb.FeaturesResult_Features:
			results[i] = Result[map[string]*pb.Tensor]{Value: map[string]*pb.Tensor{}, Truncated: each.Truncated}
			for _, named := range outcome.Features.Tensors {
				results[i].Value[named.Name] = named.Tensor
			}
		case *pb.FeaturesResult_Error:
			results[i].Err = errorOf(outcome.Error)
		default:
			results[i].Err = noOutcome()
		}
	}
	return results, counted(len(results), len(items))
}

// Values reads a tensor's numbers of 16, 32 or 64 bits floating point as float32, row-major.
func Values(tensor *pb.Tensor) ([]float32, error) {
	count := int64(1)
	for _, axis := range tensor.GetShape() {
		count *= axis
	}
	return floats(tensor.GetData(), tensor.GetDtype(), int(count))
}

// ListModels gives all models of the server by name, those that failed to load included.
func (c *Client) ListModels(ctx context.Context) ([]*pb.Model, error) {
	ctx, cancel := c.unary(ctx)
	defer cancel()
	var models []*pb.Model
	for token := ""; ; {
		page, err := pb.NewModelServiceClient(c.connection).ListModels(ctx, &pb.ListModelsRequest{PageToken: token})
		if err != nil {
			return nil, errorOfCall(err)
		}
		models = append(models, page.Models...)
		if token = page.NextPageToken; token == "" {
			return models, nil
		}
	}
}

// ListLabels gives the labels of a label set, or those of a model's own, in their order. Without a model the label set is
// one of the server's; without a label set the labels are the model's own.
func (c *Client) ListLabels(ctx context.Context, model, labelSet string) ([]string, error) {
	ctx, cancel := c.unary(ctx)
	defer cancel()
	request := &pb.ListLabelsRequest{LabelSet: labelSet}
	request.Model, request.ModelVersion = split(model)
	var labels []string
	for {
		page, err := pb.NewModelServiceClient(c.connection).ListLabels(ctx, request)
		if err != nil {
			return nil, errorOfCall(err)
		}
		labels = append(labels, page.Labels...)
		if request.PageToken = page.NextPageToken; request.PageToken == "" {
			return labels, nil
		}
	}
}

// GetModel gives one model with all its versions.
func (c *Client) GetModel(ctx context.Context, name string) (*pb.Model, error) {
	ctx, cancel := c.unary(ctx)
	defer cancel()
	answer, err := pb.NewModelServiceClient(c.connection).GetModel(ctx, &pb.GetModelRequest{Name: name})
	return answer.GetModel(), errorOfCall(err)
}

// ServerInfo gives the server and its limits.
func (c *Client) ServerInfo(ctx context.Context) (*pb.ServerInfo, error) {
	ctx, cancel := c.unary(ctx)
	defer cancel()
	answer, err := pb.NewModelServiceClient(c.connection).ListModels(ctx, &pb.ListModelsRequest{PageSize: 1})
	return answer.GetServer(), errorOfCall(err)
}
