package dev.triptych.transport;

import static dev.triptych.transport.Tensor.floats;
import static dev.triptych.transport.Tensor.framed;
import static dev.triptych.transport.Tensor.input;
import static dev.triptych.transport.Tensor.length;
import static dev.triptych.transport.Tensor.output;
import static dev.triptych.transport.Tensor.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.InferTensorContents;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.spi.error.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bad tensors, by row of the catalogue of bad inputs. After each the server is as before: a good request works. */
class TensorRowsTest {
    private static final ByteString TWO = floats(1, 2);

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @AfterEach
    void nextGoodRequest_works() {
        ModelInferResponse response = infer(pair().addRawInputContents(TWO).addRawInputContents(floats(3, 4)));
        assertThat(response.getRawOutputContentsList()).containsExactly(TWO, floats(3, 4));
    }

    @Test
    void row20_wrongOrUnknownType_isInvalidArgument() {
        refused(to("free")
                        .addInputs(input("in_x", "INT64", 1, 1))
                        .addRawInputContents(ByteString.copyFrom(new byte[8])))
                .is(Reason.TENSOR_TYPE, "model 'free' version '3' input 'in_x'", "expected FP32, got INT64")
                .at("inputs[0].datatype");
        refused(to("free").addInputs(input("in_x", "FLOAT\n32", 1, 1)).addRawInputContents(floats(1)))
                .is(Reason.TENSOR_TYPE, "unknown datatype 'FLOAT\\u000a32'", "BYTES");
        refused(to("free").addInputs(input("in_x", "", 1, 1)).addRawInputContents(floats(1)))
                .is(Reason.TENSOR_TYPE);
    }

    @Test
    void row21_badRankOrDimension_isInvalidArgument() {
        refused(free(2).addRawInputContents(TWO)).is(Reason.TENSOR_SHAPE, "1 dimensions", "expected 2", "[-1,-1]");
        refused(free(1, -7).addRawInputContents(TWO))
                .is(Reason.TENSOR_SHAPE, "shape [1,-7]", "negative dimension at index 1")
                .at("inputs[0].shape");
        refused(free(-1, 2).addRawInputContents(TWO)).is(Reason.TENSOR_SHAPE, "negative dimension at index 0");
        refused(free(0, 2).addRawInputContents(ByteString.EMPTY)).is(Reason.TENSOR_SHAPE, "0 at index 0");
        refused(free(new long[40]).addRawInputContents(TWO)).is(Reason.TENSOR_SHAPE, "40 axes");
    }

    @Test
    void row22_shapeOverflow_isInvalidArgumentWithoutAllocation() {
        long[][] shapes = {
            {65536, 65536}, {1L << 31, 1}, {1L << 32, 1L << 32}, {Long.MAX_VALUE, 2}, {1L << 29, 1},
        };
        for (long[] shape : shapes) {
            refused(free(shape).addRawInputContents(TWO)).is(Reason.SHAPE_OVERFLOW, "2 GiB");
        }
        assertThat(edge.peakBytes()).isZero();
    }

    @Test
    void row23_byteCountDiffersFromShape_isInvalidArgument() {
        for (int got : new int[] {0, 4, 7, 9, 16}) {
            refused(free(1, 2).addRawInputContents(ByteString.copyFrom(new byte[got])))
                    .is(Reason.TENSOR_SIZE, "expected 8 bytes for FP32 [1,2], got " + got)
                    .at("raw_input_contents[0]");
        }
        refused(to("free")
                        .addInputs(input("in_x", "FP32", 1, 2)
                                .setContents(InferTensorContents.newBuilder().addFp32Contents(1))))
                .is(Reason.TENSOR_SIZE, "expected 2 elements", "got 1");
    }

    @Test
    void row24_bytesFraming_isInvalidArgumentNamingTheElement() {
        ByteString a = ByteString.copyFromUtf8("a");
        refused(words(2, framed(a).concat(length(9)).concat(a)))
                .is(Reason.BYTES_MALFORMED, "element 1", "its length says 9 bytes, 1 are left")
                .at("raw_input_contents[0]");
        refused(words(1, length(-1).concat(a))).is(Reason.BYTES_MALFORMED, "element 0", "4294967295");
        refused(words(1, length(Integer.MIN_VALUE).concat(a))).is(Reason.BYTES_MALFORMED, "element 0", "2147483648");
        refused(words(1, framed(a).concat(a))).is(Reason.BYTES_MALFORMED, "element 1", "1 bytes trail");
        refused(words(2, framed(a))).is(Reason.BYTES_MALFORMED, "2 elements");
        refused(words(2, framed(a).concat(a).concat(a).concat(a))).is(Reason.BYTES_MALFORMED, "element 1");
        refused(words(1, ByteString.copyFrom(new byte[3]))).is(Reason.BYTES_MALFORMED, "element 0");
        refused(words(1 << 28, framed(a))).is(Reason.BYTES_MALFORMED, "268435456 elements");
    }

    @Test
    void row25_rawAndTypedContents_isInvalidArgument() {
        InferTensorContents two = InferTensorContents.newBuilder()
                .addFp32Contents(1)
                .addFp32Contents(2)
                .build();
        refused(to("free")
                        .addInputs(input("in_x", "FP32", 1, 2).setContents(two))
                        .addRawInputContents(TWO))
                .is(Reason.TENSOR_CONTENTS, "both raw and typed")
                .at("inputs[0].contents");
        refused(pair().addRawInputContents(TWO)).is(Reason.TENSOR_CONTENTS, "expected 2 raw_input_contents", "got 1");
        refused(to("free")
                        .addInputs(input("in_x", "FP32", 1, 2)
                                .setContents(two.toBuilder().addIntContents(1))))
                .is(Reason.TENSOR_CONTENTS, "not the one of FP32");
    }

    @Test
    void row25_misalignedRaw_isAnswered() {
        // An odd id in front shifts the contents inside the message.
        ModelInferResponse response = infer(free(1, 2).setId("odd").addRawInputContents(TWO));

        assertThat(response.getRawOutputContents(0)).isEqualTo(TWO);
    }

    @Test
    void row26_nonFiniteNumbers_passUnchanged() {
        ByteString odd = ByteString.copyFrom(new byte[] {
            1, 0, (byte) 0xc0, 0x7f, 0, 0, (byte) 0x80, (byte) 0xff, 1, 0, 0, 0, 0, 0, 0, (byte) 0x80,
        });

        assertThat(infer(free(1, 4).addRawInputContents(odd)).getRawOutputContents(0))
                .isEqualTo(odd);
    }

    @Test
    void row27_duplicateInput_isInvalidArgument() {
        refused(to("free")
                        .addInputs(input("in_x", "FP32", 1, 2))
                        .addInputs(input("in_x", "FP32", 1, 2))
                        .addRawInputContents(TWO)
                        .addRawInputContents(TWO))
                .is(Reason.DUPLICATE_INPUT, "'in_x' is given twice")
                .at("inputs[1].name");
    }

    @Test
    void row28_unknownOrMissingInput_isInvalidArgumentWithNearestNames() {
        refused(to("pair").addInputs(input("in_aa", "FP32", 1, 2)).addRawInputContents(TWO))
                .is(Reason.INPUT_UNKNOWN, "no input 'in_aa'; it has 'in_a', 'in_b'")
                .at("inputs[0].name");
        refused(to("pair").addInputs(input("in_b", "FP32", 1, 2)).addRawInputContents(TWO))
                .is(Reason.INPUT_MISSING, "missing input 'in_a'");
        refused(to("pair")).is(Reason.INPUT_MISSING, "'in_a', 'in_b'", "got none");
        refused(pair().addInputs(input("surplus", "FP32", 1, 2))).is(Reason.INPUT_UNKNOWN, "'surplus'");
    }

    @Test
    void row29_unknownOrDuplicateOutput_isInvalidArgument() {
        ModelInferRequest.Builder good = pair().addRawInputContents(TWO).addRawInputContents(TWO);
        refused(good.clone().addOutputs(output("out_c")))
                .is(Reason.OUTPUT_UNKNOWN, "no output 'out_c'", "'out_a', 'out_b'")
                .at("outputs[0].name");
        refused(good.clone().addOutputs(output("out_a")).addOutputs(output("out_a")))
                .is(Reason.OUTPUT_UNKNOWN, "asked twice")
                .at("outputs[1].name");
        ModelInferRequest.Builder many = good.clone();
        for (int i = 0; i < 50_000; i++) {
            many.addOutputs(output("out_a"));
        }
        refused(many).is(Reason.OUTPUT_UNKNOWN, "asked twice");
    }

    @Test
    void row30_batchAboveLimitOrZero_isInvalidArgumentNamingTheLimit() {
        refused(pair(9, 9)
                        .addRawInputContents(ByteString.copyFrom(new byte[72]))
                        .addRawInputContents(ByteString.copyFrom(new byte[72])))
                .is(Reason.BATCH_TOO_LARGE, "batch of 9", "between 1 and 8");
        refused(pair(0, 0).addRawInputContents(ByteString.EMPTY).addRawInputContents(ByteString.EMPTY))
                .is(Reason.BATCH_TOO_LARGE, "batch of 0");
        refused(pair(1, 2).addRawInputContents(TWO).addRawInputContents(floats(1, 2, 3, 4)))
                .is(Reason.TENSOR_SHAPE, "2 rows", "has 1");
    }

    private Refusal refused(ModelInferRequest.Builder request) {
        return Refusal.of(() -> infer(request));
    }

    private ModelInferResponse infer(ModelInferRequest.Builder request) {
        return GRPCInferenceServiceGrpc.newBlockingStub(edge.channel).modelInfer(request.build());
    }

    private static ModelInferRequest.Builder free(long... shape) {
        return to("free").addInputs(input("in_x", "FP32", shape));
    }

    private static ModelInferRequest.Builder pair() {
        return pair(1, 1);
    }

    private static ModelInferRequest.Builder pair(long rowsOfA, long rowsOfB) {
        return to("pair").addInputs(input("in_a", "FP32", rowsOfA, 2)).addInputs(input("in_b", "FP32", rowsOfB, 2));
    }

    private static ModelInferRequest.Builder words(long count, ByteString raw) {
        return to("words").addInputs(input("in_s", "BYTES", count)).addRawInputContents(raw);
    }
}
