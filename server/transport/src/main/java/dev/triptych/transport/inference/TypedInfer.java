package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelInferResponse.InferOutputTensor;
import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import dev.triptych.transport.inference.Inputs.Input;
import dev.triptych.transport.inference.TypedPorts.TypedPort;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One call of a typed model: files and texts as BYTES in, vectors out.
 *
 * <p>Only what a wanted output needs is embedded. Tensors have no place for the failure of one element, so the first bad
 * one fails the call and is named.
 */
final class TypedInfer implements InferJob<List<Outcome<Embedding>>> {
    /** Where one of the query's items came from. */
    private record Element(Input input, int index, TypedPort port) {
        TaskException blame(TaskException error) {
            TaskException named = TaskException.of(
                            error.reason(), input.where() + " element " + index + ": " + error.text())
                    .at(input.contentsPath());
            named = error.retryAfter().map(named::retryAfter).orElse(named);
            for (var fact : error.metadata().entrySet()) {
                named = named.with(fact.getKey(), fact.getValue());
            }
            return named;
        }
    }

    private final Target.Typed target;
    private final ModelInferRequest request;
    private final TypedPorts ports;
    private final List<String> wanted;
    private final List<Element> elements = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();

    /**
     * Reads the request.
     *
     * @param limit the most elements of all inputs together
     */
    TypedInfer(Target.Typed target, ModelInferRequest request, int limit) {
        this.target = target;
        this.request = request;
        this.ports = TypedPorts.of(target.listing());
        this.wanted = WantedOutputs.read(target, request, ports.outputs()).stream()
                .map(output -> output.name(target))
                .toList();
        List<Input> inputs = Inputs.pair(target, request, ports.inputs(), List.of());
        for (Input input : inputs) {
            TypedPort port = ports.ports().get(ports.inputs().indexOf(input.name()));
            List<ByteString> items = TypedElements.read(input, limit - elements.size());
            if (wanted.contains(port.output())) {
                add(input, port, items);
            }
        }
    }

    /** Embeds the elements, in the order of inputs; there may be none. */
    @Override
    public CompletionStage<List<Outcome<Embedding>>> start(Inference inference, Request open) {
        if (contents.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return inference.embed(open, new EmbedQuery(target.ref(), contents, null, true, ""));
    }

    /** The answer; closes all vectors, whatever happens. */
    @Override
    public ModelInferResponse write(List<Outcome<Embedding>> outcomes) {
        try {
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i) instanceof Outcome.Failed<Embedding> failed) {
                    throw elements.get(i).blame(failed.error());
                }
            }
            ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                    .setModelName(target.name())
                    .setModelVersion(target.listing().version())
                    .setId(request.getId());
            wanted.forEach(
                    name -> output(response, ports.ports().get(ports.outputs().indexOf(name)), outcomes));
            return response.build();
        } finally {
            Outcome.closeAll(outcomes, Embedding::close);
        }
    }

    private void add(Input input, TypedPort port, List<ByteString> items) {
        for (int i = 0; i < items.size(); i++) {
            Element element = new Element(input, i, port);
            try {
                contents.add(TypedElements.content(port.modality(), items.get(i)));
            } catch (TaskException e) {
                throw element.blame(e);
            }
            elements.add(element);
        }
    }

    private void output(ModelInferResponse.Builder response, TypedPort port, List<Outcome<Embedding>> outcomes) {
        long rows =
                elements.stream().filter(element -> element.port().equals(port)).count();
        ByteBuffer vectors = ByteBuffer.allocate(Math.toIntExact(rows * port.dim() * Float.BYTES));
        for (int i = 0; i < outcomes.size(); i++) {
            if (elements.get(i).port().equals(port) && outcomes.get(i) instanceof Outcome.Done<Embedding> done) {
                vectors.put(done.value().vector().host());
            }
        }
        response.addOutputs(InferOutputTensor.newBuilder()
                        .setName(port.output())
                        .setDatatype("FP32")
                        .addShape(rows)
                        .addShape(port.dim()))
                .addRawOutputContents(UnsafeByteOperations.unsafeWrap(vectors.flip()));
    }
}
