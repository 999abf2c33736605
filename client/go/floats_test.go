package triptych

import (
	"math"
	"testing"

	pb "github.com/triptych-dev/triptych/client/go/triptych/v1"
)

func TestFloats_everyType_widened(t *testing.T) {
	for dtype, data := range map[pb.DataType][]byte{
		pb.DataType_DATA_TYPE_FLOAT32:  {0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0},
		pb.DataType_DATA_TYPE_BFLOAT16: {0x80, 0x3f, 0, 0xc0},
		pb.DataType_DATA_TYPE_FLOAT16:  {0, 0x3c, 0, 0xc0},
		pb.DataType_DATA_TYPE_FLOAT64:  {0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0},
	} {
		values, err := Values(&pb.Tensor{Data: data, Dtype: dtype, Shape: []int64{1, 2}})
		if err != nil || values[0] != 1 || values[1] != -2 {
			t.Fatalf("%v: %v, %v", dtype, values, err)
		}
	}
}

func TestFloats_bytesOrTypeWrong_refused(t *testing.T) {
	for _, vector := range []*pb.Tensor{
		{Data: make([]byte, 7), Dtype: pb.DataType_DATA_TYPE_FLOAT32, Shape: []int64{2}},
		{Data: make([]byte, 8), Dtype: pb.DataType_DATA_TYPE_INT32, Shape: []int64{2}},
	} {
		if _, err := Values(vector); err == nil {
			t.Fatalf("%v was read", vector)
		}
	}
}

func TestHalf_edges_exact(t *testing.T) {
	for bits, wanted := range map[uint16]float32{
		0x0001: 0x1p-24, 0x03ff: 1023 * 0x1p-24, 0x0400: 0x1p-14, 0x7bff: 65504, 0x8001: -0x1p-24,
		0x7c00: float32(math.Inf(1)), 0xfc00: float32(math.Inf(-1)), 0x0000: 0,
	} {
		if got := half(bits); got != wanted {
			t.Fatalf("%#x: wanted %v, got %v", bits, wanted, got)
		}
	}
	if got := half(0x7e00); got == got {
		t.Fatalf("wanted not-a-number, got %v", got)
	}
}
