package dev.triptych.bench.baseline;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.triptych.inference.ModelInferResponse;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One thread's buffers: an input and an output for the largest batch, and tensors over them for each size of a batch, made
 * once, so that a run allocates nothing but its answers.
 */
final class BaselineLane implements Runnable {
    private final OrtSession session;
    private final PullQueue<Waiting> queue;
    private final int width;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
    private final List<Map<String, OnnxTensor>> outputs = new ArrayList<>();

    BaselineLane(OrtEnvironment environment, OrtSession session, PullQueue<Waiting> queue, int width, int most)
            throws OrtException {
        this.session = session;
        this.queue = queue;
        this.width = width;
        this.in = buffer(most);
        this.out = buffer(most);
        String input = session.getInputNames().iterator().next();
        String output = session.getOutputNames().iterator().next();
        for (int rows = 1; rows <= most; rows++) {
            long[] shape = {rows, width};
            inputs.add(Map.of(input, tensor(environment, in, shape)));
            outputs.add(Map.of(output, tensor(environment, out, shape)));
        }
    }

    private ByteBuffer buffer(int rows) {
        return ByteBuffer.allocateDirect(rows * bytes()).order(ByteOrder.nativeOrder());
    }

    private OnnxTensor tensor(OrtEnvironment environment, ByteBuffer memory, long[] shape) throws OrtException {
        ByteBuffer part = memory.slice(0, (int) shape[0] * bytes()).order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, part, shape, OnnxJavaType.FLOAT);
    }

    private int bytes() {
        return width * Float.BYTES;
    }

    @Override
    public void run() {
        List<Waiting> batch = new ArrayList<>(inputs.size());
        try {
            while (!Thread.currentThread().isInterrupted()) {
                queue.take(batch, inputs.size());
                answer(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(List<Waiting> batch) {
        try {
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).request().getRawInputContents(0).copyTo(in.clear().position(i * bytes()));
            }
            int size = batch.size() - 1;
            session.run(inputs.get(size), Set.of(), outputs.get(size)).close();
        } catch (OrtException e) {
            batch.forEach(one -> one.answer()
                    .onError(Status.INTERNAL.withDescription("the run failed").asRuntimeException()));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            Waiting one = batch.get(i);
            one.answer().onNext(answer(one, i));
            one.answer().onCompleted();
        }
    }

    private ModelInferResponse answer(Waiting one, int row) {
        ByteString values = ByteString.copyFrom(out.duplicate().clear().position(row * bytes()), bytes());
        return ModelInferResponse.newBuilder()
                .setModelName(one.request().getModelName())
                .setModelVersion("1")
                .setId(one.request().getId())
                .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                        .setName(outputs.get(0).keySet().iterator().next())
                        .setDatatype("FP32")
                        .addShape(1)
                        .addShape(width))
                .addRawOutputContents(values)
                .build();
    }
}
