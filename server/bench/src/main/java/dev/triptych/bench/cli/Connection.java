package dev.triptych.bench.cli;

import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.ModelMetadataRequest;
import dev.triptych.load.Caller;
import dev.triptych.load.call.Connections;
import dev.triptych.load.call.InferCaller;
import dev.triptych.load.call.ItemsCaller;
import dev.triptych.load.input.TensorRequests;
import dev.triptych.load.input.TensorRequests.Choices;
import java.util.List;
import java.util.stream.Stream;

/** A server that is measured, and the requests that all commands make of it. */
final class Connection implements AutoCloseable {
    private final Connections connections;

    /** One connection without retries. */
    Connection(String target) {
        this(Connections.Settings.plain(target));
    }

    Connection(Connections.Settings settings) {
        connections = new Connections(settings);
    }

    Connections connections() {
        return connections;
    }

    /** Embeds inputs, so many a request. */
    Caller embed(String model, List<Input> inputs, int perRequest) {
        return new ItemsCaller(
                connections, (client, items) -> client.embed(model, items, EmbedOptions.DEFAULTS), inputs, perRequest);
    }

    /**
     * Sends random rows to a graph with one input.
     *
     * @param row shape of one
     */
    Caller infer(String graph, List<Long> row, int rows) {
        var facts = GRPCInferenceServiceGrpc.newBlockingStub(connections.channel(0))
                .modelMetadata(ModelMetadataRequest.newBuilder().setName(graph).build());
        List<Long> shape = Stream.concat(Stream.of((long) rows), row.stream()).toList();
        Choices choices = Choices.rows(rows).withShape(facts.getInputs(0).getName(), shape);
        return new InferCaller(connections, TensorRequests.of(graph, facts, choices), rows);
    }

    @Override
    public void close() {
        connections.close();
    }
}
