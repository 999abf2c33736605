package dev.triptych.load.input;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.inference.ModelMetadataResponse.TensorMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Requests of the Open Inference Protocol, made to fit what a server says of a graph. */
public final class TensorRequests {
    /** So many that no cache of a processor holds an answer, so few that they cost nothing to keep. */
    private static final int DIFFERENT = 8;

    private TensorRequests() {}

    /**
     * What the server cannot say.
     *
     * @param rows length of the first axis where it is free, at least 1
     * @param shapes the whole shape of an input, by its name, where other axes are free
     * @param data the whole content of an input, by its name; others get random values
     * @param most integers are drawn from 0 to this, exclusive; at least 1
     * @param seed the same seed, the same values
     */
    public record Choices(int rows, Map<String, List<Long>> shapes, Map<String, byte[]> data, int most, long seed) {
        public Choices {
            shapes = Map.copyOf(shapes);
            data = Map.copyOf(data);
        }

        /** Rows of a graph whose only free axis is the first. */
        public static Choices rows(int rows) {
            return new Choices(rows, Map.of(), Map.of(), 100, 7);
        }

        /** The same with the whole shape of an input. */
        public Choices withShape(String input, List<Long> shape) {
            Map<String, List<Long>> more = new HashMap<>(shapes);
            more.put(input, shape);
            return new Choices(rows, more, data, most, seed);
        }
    }

    /**
     * Makes requests.
     *
     * @param graph its name as a model, such as {@code vit.image}
     * @param facts its metadata, as the server tells them
     * @throws IllegalArgumentException when an axis is free that no choice settles, or data do not fit
     */
    public static List<ModelInferRequest> of(String graph, ModelMetadataResponse facts, Choices choices) {
        Set<String> names =
                facts.getInputsList().stream().map(TensorMetadata::getName).collect(Collectors.toSet());
        for (String name : choices.shapes().keySet()) {
            known(names, name);
        }
        for (String name : choices.data().keySet()) {
            known(names, name);
        }
        Random random = new Random(choices.seed());
        boolean given = choices.data().keySet().containsAll(names);
        List<ModelInferRequest> requests = new ArrayList<>();
        for (int i = 0; i < (given ? 1 : DIFFERENT); i++) {
            requests.add(request(graph, facts, choices, random));
        }
        return requests;
    }

    private static void known(Set<String> names, String name) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("the graph has no input '" + name + "', it has " + names);
        }
    }

    private static ModelInferRequest request(
            String graph, ModelMetadataResponse facts, Choices choices, Random random) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(graph);
        for (TensorMetadata input : facts.getInputsList()) {
            List<Long> shape = shape(input, choices);
            request.addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                    .setName(input.getName())
                    .setDatatype(input.getDatatype())
                    .addAllShape(shape));
            request.addRawInputContents(content(input, shape, choices, random));
        }
        return request.build();
    }

    private static List<Long> shape(TensorMetadata input, Choices choices) {
        List<Long> chosen = choices.shapes().get(input.getName());
        if (chosen != null) {
            return chosen;
        }
        List<Long> shape = new ArrayList<>(input.getShapeList());
        if (!shape.isEmpty() && shape.get(0) < 0) {
            shape.set(0, (long) choices.rows());
        }
        if (shape.stream().anyMatch(length -> length < 0)) {
            throw new IllegalArgumentException("input '" + input.getName() + "' has the shape " + input.getShapeList()
                    + ": say a whole one with --shape " + input.getName() + ":N,N,...");
        }
        return shape;
    }

    private static ByteString content(TensorMetadata input, List<Long> shape, Choices choices, Random random) {
        long values = shape.stream().reduce(1L, Math::multiplyExact);
        byte[] given = choices.data().get(input.getName());
        if (given == null) {
            return RandomValues.of(input.getDatatype(), Math.toIntExact(values), choices.most(), random);
        }
        long bytes = values * RandomValues.size(input.getDatatype());
        if (given.length != bytes) {
            throw new IllegalArgumentException("the data of input '" + input.getName() + "' have " + given.length
                    + " bytes; " + input.getDatatype() + " " + shape + " needs " + bytes);
        }
        return UnsafeByteOperations.unsafeWrap(given);
    }
}
