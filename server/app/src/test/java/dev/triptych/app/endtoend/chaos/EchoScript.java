package dev.triptych.app.endtoend.chaos;

import com.google.protobuf.ByteString;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import io.grpc.MethodDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Raw tensors through the {@link EchoGraph}: each row has numbers of its own, so an answer of another call shows. */
final class EchoScript implements Script<ModelInferRequest, ModelInferResponse> {
    private static final int MOST_ROWS = 4;
    private static final int VALUES = 1 << 20;

    private final String id;
    private final boolean spoilt;
    private final float[] values;

    EchoScript(String id, SplittableRandom random, boolean spoilt) {
        this.id = id;
        this.spoilt = spoilt;
        this.values = new float[EchoGraph.WIDTH * (1 + random.nextInt(MOST_ROWS))];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % EchoGraph.WIDTH == 0 ? random.nextInt(EchoGraph.TABLE) : random.nextInt(VALUES);
        }
        if (spoilt) {
            // Known to the graph alone, so it fails inside a batch of others.
            values[EchoGraph.WIDTH * random.nextInt(rows())] = 2 * EchoGraph.TABLE;
        }
    }

    private int rows() {
        return values.length / EchoGraph.WIDTH;
    }

    @Override
    public MethodDescriptor<ModelInferRequest, ModelInferResponse> method() {
        return GRPCInferenceServiceGrpc.getModelInferMethod();
    }

    @Override
    public List<ModelInferRequest> messages() {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return List.of(ModelInferRequest.newBuilder()
                .setModelName(EchoGraph.NAME)
                .setId(id)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("INPUT")
                        .setDatatype("FP32")
                        .addShape(rows())
                        .addShape(EchoGraph.WIDTH))
                .addRawInputContents(ByteString.copyFrom(raw))
                .build());
    }

    @Override
    public String series() {
        return EchoGraph.NAME + "/infer";
    }

    @Override
    public int items() {
        return 1;
    }

    @Override
    public List<String> reasons() {
        return spoilt ? List.of("MODEL_REJECTED_INPUT") : List.of();
    }

    @Override
    public Check check(List<ModelInferResponse> answers, boolean whole) {
        Check check = new Check();
        for (ModelInferResponse answer : answers) {
            if (!answer.getId().equals(id)) {
                check.wrong("answer of call " + answer.getId());
            }
            check(answer, check);
        }
        return check;
    }

    private void check(ModelInferResponse answer, Check check) {
        FloatBuffer got = answer.getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        if (spoilt || got.remaining() != values.length) {
            check.wrong(got.remaining() + " values for " + values.length + (spoilt ? " of a bad call" : ""));
            return;
        }
        for (int i = 0; i < values.length; i++) {
            float first = values[i - i % EchoGraph.WIDTH];
            float wanted = first * EchoGraph.STEP - values[i];
            if (got.get(i) != wanted) {
                check.wrong("value " + i + ": got " + got.get(i) + ", wanted " + wanted);
                return;
            }
        }
        check.good();
    }
}
