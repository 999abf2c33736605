package dev.triptych.app.cli.measure;

import dev.triptych.app.cli.client.UsageException;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.ModelMetadataRequest;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.load.Caller;
import dev.triptych.load.call.Connections;
import dev.triptych.load.call.InferCaller;
import dev.triptych.load.input.TensorRequests;
import dev.triptych.load.input.TensorRequests.Choices;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Requests of tensors that fit what the server says of a graph. */
final class TensorWork {
    private static final long PATIENCE_SECONDS = 10;

    private TensorWork() {}

    static Caller caller(Connections connections, WorkOptions options, String graph) {
        try {
            ModelMetadataResponse facts = GRPCInferenceServiceGrpc.newBlockingStub(connections.channel(0))
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .modelMetadata(
                            ModelMetadataRequest.newBuilder().setName(graph).build());
            Choices choices =
                    new Choices(options.items, shapes(options), data(options), options.intBelow, options.seed);
            return new InferCaller(connections, TensorRequests.of(graph, facts, choices), options.items);
        } catch (StatusRuntimeException e) {
            throw new UsageException("the server does not describe '" + graph + "': "
                    + e.getStatus().getDescription());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UsageException("'" + graph + "': " + e.getMessage());
        }
    }

    private static Map<String, List<Long>> shapes(WorkOptions options) {
        Map<String, List<Long>> shapes = new HashMap<>();
        if (options.shapes != null) {
            for (String shape : options.shapes) {
                int colon = shape.lastIndexOf(':');
                if (colon < 1 || !shape.substring(colon + 1).matches("[0-9]{1,9}(,[0-9]{1,9})*")) {
                    throw new UsageException("--shape must be INPUT:N,N,..., got '" + shape + "'");
                }
                shapes.put(
                        shape.substring(0, colon),
                        Stream.of(shape.substring(colon + 1).split(","))
                                .map(Long::valueOf)
                                .toList());
            }
        }
        return shapes;
    }

    private static Map<String, byte[]> data(WorkOptions options) {
        Map<String, byte[]> data = new HashMap<>();
        if (options.data != null) {
            for (Map.Entry<String, Path> one : options.data.entrySet()) {
                try {
                    data.put(one.getKey(), Files.readAllBytes(one.getValue()));
                } catch (IOException e) {
                    throw new UsageException("cannot read '" + one.getValue() + "'", e);
                }
            }
        }
        return data;
    }
}
