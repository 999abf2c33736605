package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelInferResponse.InferOutputTensor;
import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.transport.inference.Inputs.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One call of a raw graph: tensors off the wire, tensors onto it. Everything is checked before anything is allocated. */
final class RawInfer {
    private final Target.Raw target;
    private final ModelInferRequest request;
    private final List<String> wanted;

    RawInfer(Target.Raw target, ModelInferRequest request) {
        this.target = target;
        this.request = request;
        this.wanted = WantedOutputs.read(target, request, names(target.graph().outputs()));
    }

    /** The query; its tensors belong to the caller. */
    InferQuery read(TensorAllocator memory) {
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
        return new InferQuery(target.ref(), tensors(inputs, new TensorReader(memory)), wanted);
    }

    /** The answer; closes the outputs. */
    ModelInferResponse write(Tensors outputs) {
        try (outputs) {
            ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                    .setModelName(target.name())
                    .setModelVersion(target.listing().version())
                    .setId(request.getId());
            for (String name : wanted) {
                Tensor tensor = outputs.get(name);
                InferOutputTensor.Builder output = InferOutputTensor.newBuilder()
                        .setName(name)
                        .setDatatype(tensor.type().name());
                for (long axis : tensor.shape()) {
                    output.addShape(axis);
                }
                response.addOutputs(output).addRawOutputContents(ByteString.copyFrom(tensor.host()));
            }
            return response.build();
        }
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
        return ports.stream().map(Port::name).toList();
    }
}
