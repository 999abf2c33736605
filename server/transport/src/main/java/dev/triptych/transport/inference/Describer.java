package dev.triptych.transport.inference;

import dev.triptych.inference.DataType;
import dev.triptych.inference.ModelConfig;
import dev.triptych.inference.ModelDynamicBatching;
import dev.triptych.inference.ModelInput;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.inference.ModelMetadataResponse.TensorMetadata;
import dev.triptych.inference.ModelOutput;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.GraphListing;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.tensor.DType;
import dev.triptych.transport.inference.TypedPorts.TypedPort;
import java.util.ArrayList;
import java.util.List;

/** Describes targets as clients and load generators of this protocol expect. */
final class Describer {
    private Describer() {}

    /** Inputs and outputs; shapes hold the batch axis, as -1, exactly when requests are batched. */
    static ModelMetadataResponse metadata(Target target, List<String> versions) {
        ModelMetadataResponse.Builder metadata = ModelMetadataResponse.newBuilder()
                .setName(target.name())
                .addAllVersions(versions)
                .setPlatform(platform(target));
        if (target instanceof Target.Raw raw) {
            raw.graph().inputs().forEach(port -> metadata.addInputs(tensor(port, raw.graph())));
            raw.graph().outputs().forEach(port -> metadata.addOutputs(tensor(port, raw.graph())));
        } else {
            for (TypedPort port : TypedPorts.of(target.listing()).ports()) {
                metadata.addInputs(tensor(port.input(), DType.BYTES, List.of(-1L)));
                metadata.addOutputs(tensor(port.output(), DType.FP32, List.of(-1L, (long) port.dim())));
            }
        }
        return metadata.build();
    }

    /** The configuration; dims leave the batch axis out when requests are batched. */
    static ModelConfig config(Target target) {
        ModelConfig.Builder config = ModelConfig.newBuilder()
                .setName(target.name())
                .setPlatform(platform(target))
                .setBackend(backend(target.listing()));
        if (target instanceof Target.Raw raw) {
            raw(config, raw.graph());
        } else {
            for (TypedPort port : TypedPorts.of(target.listing()).ports()) {
                config.addInput(ModelInput.newBuilder()
                        .setName(port.input())
                        .setDataType(DataType.TYPE_STRING)
                        .addDims(-1)
                        .setOptional(true));
                config.addOutput(ModelOutput.newBuilder()
                        .setName(port.output())
                        .setDataType(DataType.TYPE_FP32)
                        .addDims(-1)
                        .addDims(port.dim()));
            }
        }
        return config.build();
    }

    private static void raw(ModelConfig.Builder config, GraphListing graph) {
        config.setMaxBatchSize(graph.maxBatchSize());
        if (graph.maxBatchSize() > 0) {
            config.setDynamicBatching(ModelDynamicBatching.getDefaultInstance());
        }
        for (Port port : graph.inputs()) {
            config.addInput(ModelInput.newBuilder()
                    .setName(port.name())
                    .setDataType(type(port.type()))
                    .addAllDims(itemDims(port, graph)));
        }
        for (Port port : graph.outputs()) {
            config.addOutput(ModelOutput.newBuilder()
                    .setName(port.name())
                    .setDataType(type(port.type()))
                    .addAllDims(itemDims(port, graph)));
        }
    }

    private static TensorMetadata tensor(Port port, GraphListing graph) {
        List<Long> dims = new ArrayList<>(port.dims());
        if (batched(port, graph)) {
            dims.set(port.batchAxis(), -1L);
        }
        return tensor(port.name(), port.type(), dims);
    }

    private static TensorMetadata tensor(String name, DType type, List<Long> shape) {
        return TensorMetadata.newBuilder()
                .setName(name)
                .setDatatype(type.name())
                .addAllShape(shape)
                .build();
    }

    private static List<Long> itemDims(Port port, GraphListing graph) {
        List<Long> dims = new ArrayList<>(port.dims());
        if (batched(port, graph)) {
            dims.remove(port.batchAxis());
        }
        return dims;
    }

    private static boolean batched(Port port, GraphListing graph) {
        return graph.maxBatchSize() > 0 && port.batchAxis() != Port.NO_BATCH;
    }

    private static DataType type(DType type) {
        return type == DType.BYTES ? DataType.TYPE_STRING : DataType.valueOf("TYPE_" + type.name());
    }

    private static String platform(Target target) {
        ModelInfo info = target.listing().info();
        return target instanceof Target.Raw || info == null
                ? backend(target.listing()) + "_onnx"
                : "triptych_" + info.family().replace('-', '_');
    }

    /** The backend's name, without the device it runs on. */
    private static String backend(ModelListing listing) {
        String backend = listing.backend();
        int end = 0;
        while (end < backend.length() && Character.isLetterOrDigit(backend.charAt(end))) {
            end++;
        }
        return backend.substring(0, end);
    }
}
