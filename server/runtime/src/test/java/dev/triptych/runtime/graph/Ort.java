package dev.triptych.runtime.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Runs a graph in ONNX Runtime, the judge of what a cut computes. */
final class Ort {
    private Ort() {}

    /** The value of one output, as Java arrays; inputs too are Java arrays. */
    static Object run(Path file, String output, Map<String, Object> inputs) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try (OrtSession session = environment.createSession(file.toString())) {
            for (Map.Entry<String, Object> input : inputs.entrySet()) {
                tensors.put(input.getKey(), OnnxTensor.createTensor(environment, input.getValue()));
            }
            try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
                return result.get(0).getValue();
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    /** The names of a graph's inputs as ONNX Runtime sees them. */
    static Set<String> inputs(Path file) throws OrtException {
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            return Set.copyOf(session.getInputNames());
        }
    }
}
