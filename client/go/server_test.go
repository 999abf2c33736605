package triptych_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	triptych "github.com/triptych-dev/triptych/client/go"
	pb "github.com/triptych-dev/triptych/client/go/triptych/v1"
	"google.golang.org/grpc/codes"
)

// The tests below need a real server with the model mini, at TRIPTYCH_SERVER.
func real(t *testing.T) (*triptych.Client, []string) {
	t.Helper()
	if os.Getenv("TRIPTYCH_SERVER") == "" {
		t.Skip("needs a server at TRIPTYCH_SERVER")
	}
	client, err := triptych.FromEnv()
	must(t, err)
	t.Cleanup(func() { client.Close() })
	photos, err := filepath.Glob("../../models/mini/photos/*.jpg")
	must(t, err)
	return client, photos
}

func photo(photos []string, name string) triptych.Input {
	return triptych.ImageFile(photos[slices.IndexFunc(photos, func(p string) bool { return strings.Contains(p, name) })])
}

func TestServer_embed_pictureAndTextShareASpace(t *testing.T) {
	client, photos := real(t)
	results, err := client.Embed(t.Context(), "mini", []triptych.Input{photo(photos, "coffee"), triptych.Text("a cup of coffee")}, nil)
	must(t, err)
	cosine, err := results[0].Value.Cosine(results[1].Value)
	must(t, err)
	equal(t, true, cosine > 0)
}

func TestServer_embedStream_equalsEmbed(t *testing.T) {
	client, photos := real(t)
	var inputs []triptych.Input
	for _, path := range photos {
		inputs = append(inputs, triptych.ImageFile(path))
	}
	whole, err := client.Embed(t.Context(), "mini", inputs, nil)
	must(t, err)
	count := 0
	for streamed, err := range client.EmbedStream(t.Context(), "mini", slices.Values(inputs), nil, 4) {
		must(t, err)
		for i, value := range streamed.Value.Values {
			if math.Abs(float64(value-whole[count].Value.Values[i])) > 1e-6 {
				t.Fatalf("item %d, coordinate %d: %v and %v", count, i, value, whole[count].Value.Values[i])
			}
		}
		count++
	}
	equal(t, len(inputs), count)
}

func TestServer_classify_cat(t *testing.T) {
	client, photos := real(t)
	request := &pb.ClassifyRequest{Labels: []string{"airplane", "cat", "flower"}, Options: &pb.ClassifyOptions{TopK: 1}}
	answer, err := client.Classify(t.Context(), "mini", []triptych.Input{photo(photos, "chelsea")}, request)
	must(t, err)
	equal(t, "cat", answer.Results[0].Value.Labels[0].Label)
	equal(t, 1, len(answer.Results[0].Value.Labels))
	equal(t, 0, len(request.Items))
}

func TestServer_rank_findsThePhoto(t *testing.T) {
	client, photos := real(t)
	var candidates []triptych.Input
	for _, path := range photos {
		candidates = append(candidates, triptych.ImageFile(path))
	}
	candidates = append(candidates, triptych.Image([]byte("no picture")))
	rankings, err := client.Rank(t.Context(), "mini", []triptych.Input{triptych.Text("a cup of coffee")}, candidates, nil)
	must(t, err)
	best := rankings.Queries[0].Value[0]
	equal(t, true, strings.Contains(photos[best.Index], "coffee"))
	var failed *triptych.Error
	equal(t, true, errors.As(rankings.Failed[len(photos)], &failed))
	equal(t, "MEDIA_TYPE_UNSUPPORTED", failed.Reason)
}

func TestServer_modelUnknown_named(t *testing.T) {
	client, _ := real(t)
	_, err := client.Embed(t.Context(), "nope", []triptych.Input{triptych.Text("a")}, nil)
	var failed *triptych.Error
	equal(t, true, errors.As(err, &failed) && errors.Is(err, triptych.NotFound))
	equal(t, "MODEL_UNKNOWN triptych.dev", failed.Reason+" "+failed.Domain)
	equal(t, true, failed.RequestID != "")
}

func TestServer_classify_labelCutToFit_told(t *testing.T) {
	client, _ := real(t)
	request := &pb.ClassifyRequest{Labels: []string{"cat", strings.Repeat("a b c ", 160)}}
	answer, err := client.Classify(t.Context(), "mini", []triptych.Input{triptych.Text("a cat")}, request)
	must(t, err)
	equal(t, true, slices.Equal([]int32{1}, answer.TruncatedLabels))
}

func TestServer_listLabels_setUnknown_named(t *testing.T) {
	client, _ := real(t)
	_, err := client.ListLabels(t.Context(), "mini", "nope")
	equal(t, true, errors.Is(err, &triptych.Error{Code: codes.NotFound, Reason: "LABEL_SET_UNKNOWN"}))
}

func TestServer_listModels_hasMini(t *testing.T) {
	client, _ := real(t)
	models, err := client.ListModels(t.Context())
	must(t, err)
	equal(t, true, slices.ContainsFunc(models, func(model *pb.Model) bool { return model.Name == "mini" }))
	model, err := client.GetModel(t.Context(), "mini")
	must(t, err)
	equal(t, "mini", model.Name)
}
