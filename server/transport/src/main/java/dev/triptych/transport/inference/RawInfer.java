package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelInferResponse.InferOutputTensor;
import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing.HeadListing;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.transport.inference.Inputs.Input;
import dev.triptych.transport.inference.WantedOutputs.Wanted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** One call of a raw graph: tensors off the wire, tensors onto it. Everything is checked before anything is allocated. */
final class RawInfer implements InferJob<Tensors> {
    private final Target.Raw target;
    private final ModelInferRequest request;
    private final List<Wanted> wanted;

    RawInfer(Target.Raw target, ModelInferRequest request) {
        this.target = target;
        this.request = request;
        this.wanted = WantedOutputs.read(target, request, names(target.graph().outputs()));
        for (Wanted output : wanted) {
            if (output.classes() > 0) {
                ClassScores.check(target, port(output.name()));
            }
        }
    }

    @Override
    public CompletionStage<Tensors> start(Inference inference, Request open) {
        return inference.infer(open, read(open.tensors()));
    }

    private InferQuery read(TensorAllocator memory) {
        List<String> names = names(target.graph().inputs());
        List<Input> inputs = Inputs.pair(target, request, names, names);
        List<Port> ports = new ArrayList<>(inputs.size());
        for (Input input : inputs) {
            Port port = target.graph().inputs().get(names.indexOf(input.name()));
            ports.add(port);
            InputShapes.type(input, port.type());
            InputShapes.elements(input, port.type().fixedWidth() ? port.type().width() : 4);
            InputShapes.fits(input, port, target.graph());
        }
        InputShapes.sameRows(inputs, ports, target.graph());
        return new InferQuery(
                target.ref(),
                tensors(inputs, new TensorReader(memory)),
                wanted.stream().map(Wanted::name).toList());
    }

    /** The answer; closes the outputs. */
    @Override
    public ModelInferResponse write(Tensors outputs) {
        try (outputs) {
            ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                    .setModelName(target.name())
                    .setModelVersion(target.listing().version())
                    .setId(request.getId());
            for (Wanted output : wanted) {
                if (output.classes() > 0) {
                    classes(response, output, outputs.get(output.name()));
                } else {
                    tensor(response, output.name(), outputs.get(output.name()));
                }
            }
            return response.build();
        }
    }

    private static void tensor(ModelInferResponse.Builder response, String name, Tensor tensor) {
        InferOutputTensor.Builder output = InferOutputTensor.newBuilder()
                .setName(name)
                .setDatatype(tensor.type().name());
        for (long axis : tensor.shape()) {
            output.addShape(axis);
        }
        response.addOutputs(output).addRawOutputContents(ByteString.copyFrom(tensor.host()));
    }

    /** The best classes of each row, in place of the numbers. */
    private void classes(ModelInferResponse.Builder response, Wanted wanted, Tensor tensor) {
        boolean batched =
                target.graph().maxBatchSize() > 0 && port(wanted.name()).batchAxis() != Port.NO_BATCH;
        ClassScores.Best best =
                ClassScores.best(tensor, batched ? Math.toIntExact(tensor.shape()[0]) : 1, wanted.classes(), labels());
        InferOutputTensor.Builder output =
                InferOutputTensor.newBuilder().setName(wanted.name()).setDatatype(DType.BYTES.name());
        if (batched) {
            output.addShape(tensor.shape()[0]);
        }
        response.addOutputs(output.addShape(best.classes())).addRawOutputContents(best.elements());
    }

    private List<String> labels() {
        HeadListing head = target.listing().offers().head();
        return head == null ? List.of() : head.labels();
    }

    private Port port(String output) {
        return target.graph().outputs().stream()
                .filter(port -> port.name().equals(output))
                .findFirst()
                .orElseThrow();
    }

    private static Tensors tensors(List<Input> inputs, TensorReader reader) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            for (Input input : inputs) {
                tensors.put(input.name(), reader.read(input));
            }
            return Tensors.of(tensors);
        } catch (Throwable failure) {
            tensors.values().forEach(Tensor::close);
            throw failure;
        }
    }

    private static List<String> names(List<Port> ports) {
        List<String> names = new ArrayList<>(ports.size());
        ports.forEach(port -> names.add(port.name()));
        return names;
    }
}
