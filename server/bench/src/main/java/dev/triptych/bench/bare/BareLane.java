package dev.triptych.bench.bare;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** The buffers of one thread: float input and pinned output, filled once and run again and again. One thread's own. */
final class BareLane implements AutoCloseable {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    /**
     * A lane over a session with one float input.
     *
     * @param output the output asked for
     * @param item shape of one row
     */
    BareLane(OrtEnvironment environment, OrtSession session, String output, List<Long> item, int batch)
            throws OrtException {
        this.session = session;
        String input = session.getInputNames().iterator().next();
        long[] shape = LongStream.concat(LongStream.of(batch), item.stream().mapToLong(Long::longValue))
                .toArray();
        OnnxTensor pixels = tensor(environment, shape, true);
        inputs = Map.of(input, pixels);
        try {
            outputs = Map.of(output, tensor(environment, outputShape(output), false));
        } catch (OrtException | RuntimeException e) {
            pixels.close();
            throw e;
        }
    }

    // The engine alone knows the shape of an output with free dimensions.
    private long[] outputShape(String output) throws OrtException {
        try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
            return ((OnnxTensor) result.get(0)).getInfo().getShape();
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, long[] shape, boolean fill) throws OrtException {
        long values = LongStream.of(shape).reduce(1, Math::multiplyExact);
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(Math.toIntExact(values * Float.BYTES)).order(ByteOrder.nativeOrder());
        Random random = new Random(7);
        for (int at = 0; fill && at < bytes.capacity(); at += Float.BYTES) {
            bytes.putFloat(at, (float) random.nextGaussian());
        }
        return OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.FLOAT);
    }

    /** Runs the batch once. */
    void run() throws OrtException {
        session.run(inputs, Set.of(), outputs).close();
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
    }
}
