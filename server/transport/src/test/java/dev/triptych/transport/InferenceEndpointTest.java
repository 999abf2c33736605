package dev.triptych.transport;

import static dev.triptych.transport.Tensor.floats;
import static dev.triptych.transport.Tensor.framed;
import static dev.triptych.transport.Tensor.input;
import static dev.triptych.transport.Tensor.output;
import static dev.triptych.transport.Tensor.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.triptych.inference.DataType;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.InferTensorContents;
import dev.triptych.inference.ModelConfig;
import dev.triptych.inference.ModelConfigRequest;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelInferResponse.InferOutputTensor;
import dev.triptych.inference.ModelMetadataRequest;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.inference.ModelReadyRequest;
import dev.triptych.inference.RepositoryIndexRequest;
import dev.triptych.inference.ServerMetadataRequest;
import dev.triptych.inference.ServerReadyRequest;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InferenceEndpointTest {
    private static final ByteString JPEG = ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5});

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @Test
    void modelInfer_rawOutputs_comeInTheOrderAsked() {
        ModelInferResponse response = infer(to("pair")
                .addInputs(input("in_b", "FP32", 1, 2))
                .addInputs(input("in_a", "FP32", 1, 2))
                .addRawInputContents(floats(3, 4))
                .addRawInputContents(floats(1, 2))
                .addOutputs(output("out_b"))
                .addOutputs(output("out_a")));

        assertThat(response.getOutputsList())
                .extracting(InferOutputTensor::getName)
                .containsExactly("out_b", "out_a");
        assertThat(response.getRawOutputContentsList()).containsExactly(floats(3, 4), floats(1, 2));
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(1L, 2L);
        assertThat(response.getOutputs(0).hasContents()).isFalse();
        assertThat(response.getModelName()).isEqualTo("pair");
        assertThat(response.getModelVersion()).isEqualTo("3");
        assertThat(response.getId()).isEqualTo("7");
    }

    @Test
    void modelInfer_everyTypeRaw_passesThrough() {
        ModelInferRequest.Builder request = to("types");
        for (DType type : DType.values()) {
            request.addInputs(input("in_" + type, type.name(), 2));
            request.addRawInputContents(
                    type.fixedWidth()
                            ? ByteString.copyFrom(new byte[2 * type.width()])
                            : framed(ByteString.copyFromUtf8("ab"), ByteString.EMPTY));
        }
        ModelInferResponse response = infer(request);

        assertThat(response.getRawOutputContentsList()).isEqualTo(request.getRawInputContentsList());
        assertThat(response.getOutputsList())
                .extracting(InferOutputTensor::getDatatype)
                .containsExactly(
                        java.util.Arrays.stream(DType.values()).map(DType::name).toArray(String[]::new));
    }

    @Test
    void modelInfer_typedContents_meanTheSameBytes() {
        ModelInferRequest.Builder request = to("types");
        typed(request, "BOOL", InferTensorContents.newBuilder().addBoolContents(true));
        typed(request, "UINT8", InferTensorContents.newBuilder().addUintContents(255));
        typed(request, "UINT16", InferTensorContents.newBuilder().addUintContents(65535));
        typed(request, "UINT32", InferTensorContents.newBuilder().addUintContents(-1));
        typed(request, "UINT64", InferTensorContents.newBuilder().addUint64Contents(-1));
        typed(request, "INT8", InferTensorContents.newBuilder().addIntContents(-1));
        typed(request, "INT16", InferTensorContents.newBuilder().addIntContents(-1));
        typed(request, "INT32", InferTensorContents.newBuilder().addIntContents(-1));
        typed(request, "INT64", InferTensorContents.newBuilder().addInt64Contents(-1));
        typed(request, "FP32", InferTensorContents.newBuilder().addFp32Contents(1));
        typed(request, "FP64", InferTensorContents.newBuilder().addFp64Contents(1));
        typed(request, "BYTES", InferTensorContents.newBuilder().addBytesContents(JPEG));

        // FP16 and BF16 have no typed field, so the request lacks them: the names are checked before the contents.
        Refusal.of(() -> infer(request)).is(Reason.INPUT_MISSING, "'in_BF16'", "'in_FP16'");
        typed(request, "FP16", InferTensorContents.newBuilder().addFp32Contents(1));
        typed(request, "BF16", InferTensorContents.newBuilder().addFp32Contents(1));
        Refusal.of(() -> infer(request)).is(Reason.TENSOR_CONTENTS, "FP16 has no typed field");

        assertThat(words(InferTensorContents.newBuilder().addBytesContents(JPEG))
                        .getRawOutputContents(0))
                .isEqualTo(framed(JPEG));
        ModelInferResponse floats = infer(to("free")
                .addInputs(input("in_x", "FP32", 1, 2)
                        .setContents(InferTensorContents.newBuilder()
                                .addFp32Contents(1)
                                .addFp32Contents(2))));
        assertThat(floats.getRawOutputContents(0)).isEqualTo(floats(1, 2));
    }

    @Test
    void modelInfer_graphOfATypedModel_takesTensors() {
        ModelInferResponse response = infer(
                to("clip.image").addInputs(input("in_pixels", "FP32", 1, 3)).addRawInputContents(floats(1, 2, 3)));

        assertThat(response.getModelName()).isEqualTo("clip.image");
        assertThat(response.getRawOutputContents(0)).isEqualTo(floats(1, 2, 3));
    }

    @Test
    void modelInfer_typedModel_embedsFilesAndTexts() {
        ModelInferResponse response = infer(to("clip")
                .addInputs(input("image", "BYTES", 2))
                .addInputs(input("text", "BYTES", 1, 1))
                .addRawInputContents(framed(JPEG, JPEG))
                .addRawInputContents(framed(ByteString.copyFromUtf8("abc"))));

        assertThat(response.getOutputsList())
                .extracting(InferOutputTensor::getName)
                .containsExactly("image_embedding", "text_embedding");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(2L, 4L);
        assertThat(response.getRawOutputContents(0)).isEqualTo(floats(5, 0, 0, 1, 5, 0, 0, 1));
        assertThat(response.getRawOutputContents(1)).isEqualTo(floats(3, 0, 0, 1));
    }

    @Test
    void modelInfer_outputWhoseInputIsAbsent_isEmpty() {
        ModelInferResponse response =
                infer(to("clip").addInputs(input("image", "BYTES", 1)).addRawInputContents(framed(JPEG)));

        assertThat(response.getOutputs(1).getShapeList()).containsExactly(0L, 4L);
        assertThat(response.getRawOutputContents(1)).isEmpty();
    }

    @Test
    void modelInfer_badElement_failsTheCallNamingIt() {
        Refusal.of(() -> infer(to("clip")
                        .addInputs(input("text", "BYTES", 2))
                        .addRawInputContents(framed(ByteString.copyFromUtf8("good"), ByteString.copyFromUtf8("bad")))))
                .is(Reason.TEXT_TOO_LONG, "input 'text' element 1: 99 tokens")
                .at("raw_input_contents[0]");
        Refusal.of(() -> infer(to("clip")
                        .addInputs(input("text", "BYTES", 1))
                        .addRawInputContents(framed(ByteString.copyFrom(new byte[] {(byte) 0xff})))))
                .is(Reason.TEXT_INVALID, "element 0");
        Refusal.of(() -> infer(to("clip")
                        .addInputs(input("image", "BYTES", 2, 2))
                        .addRawInputContents(framed(JPEG, JPEG, JPEG, JPEG))))
                .is(Reason.TENSOR_SHAPE, "[n] or [n,1]");
    }

    @Test
    void modelMetadata_batchedGraph_holdsTheBatchAxis() {
        ModelMetadataResponse metadata = stub().modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("pair").build());
        ModelConfig config = config("pair");

        assertThat(metadata.getVersionsList()).containsExactly("3");
        assertThat(metadata.getPlatform()).isEqualTo("onnxruntime_onnx");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 2L);
        assertThat(config.getMaxBatchSize()).isEqualTo(8);
        assertThat(config.getInput(0).getDimsList()).containsExactly(2L);
        assertThat(config.hasDynamicBatching()).isTrue();
    }

    @Test
    void modelConfig_typedModel_hasOptionalInputsAndNoBatch() {
        ModelConfig config = config("clip");

        assertThat(config.getMaxBatchSize()).isZero();
        assertThat(config.getInput(0).getName()).isEqualTo("image");
        assertThat(config.getInput(0).getOptional()).isTrue();
        assertThat(config.getInput(0).getDataType()).isEqualTo(DataType.TYPE_STRING);
        assertThat(config.getOutput(1).getName()).isEqualTo("text_embedding");
        assertThat(config.getOutput(1).getDimsList()).containsExactly(-1L, 4L);
    }

    @Test
    void ready_serverAndModels_followTheCatalogue() {
        assertThat(ready("clip")).isTrue();
        assertThat(ready("clip.image")).isTrue();
        assertThat(ready("failed")).isFalse();
        assertThat(ready("loading")).isFalse();
        assertThat(ready("nope")).isFalse();
        assertThat(stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isTrue();
        edge.catalog.ready(false);
        assertThat(stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isFalse();
    }

    @Test
    void serverMetadata_extensions_areThoseImplemented() {
        assertThat(stub().serverMetadata(ServerMetadataRequest.getDefaultInstance())
                        .getExtensionsList())
                .containsExactly(
                        "classification",
                        "model_configuration",
                        "binary_tensor_data",
                        "parameters",
                        "schedule_policy",
                        "statistics");
    }

    @Test
    void repositoryIndex_allStates_areInTritonsWords() {
        assertThat(stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                        .getModelsList())
                .extracting(model -> model.getName() + " " + model.getState())
                .contains("clip READY", "failed UNAVAILABLE", "loading LOADING", "unloading UNLOADING");
        assertThat(stub().repositoryIndex(RepositoryIndexRequest.newBuilder()
                                .setReady(true)
                                .build())
                        .getModelsList())
                .extracting(model -> model.getState())
                .containsOnly("READY");
    }

    @Test
    void repositoryIndex_agreesWithModelReady() {
        assertThat(stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                        .getModelsList())
                .allSatisfy(model -> assertThat(ready(model.getName()))
                        .as(model.getName() + " " + model.getState() + " " + model.getReason())
                        .isEqualTo(model.getState().equals("READY")))
                .extracting(model -> model.getName())
                .contains("clip.image");
    }

    private ModelConfig config(String model) {
        return stub().modelConfig(ModelConfigRequest.newBuilder().setName(model).build())
                .getConfig();
    }

    private boolean ready(String model) {
        return stub().modelReady(ModelReadyRequest.newBuilder().setName(model).build())
                .getReady();
    }

    private ModelInferResponse words(InferTensorContents.Builder contents) {
        return infer(to("words").addInputs(input("in_s", "BYTES", 1).setContents(contents)));
    }

    private static void typed(ModelInferRequest.Builder request, String type, InferTensorContents.Builder contents) {
        request.addInputs(input("in_" + type, type, 1).setContents(contents));
    }

    private ModelInferResponse infer(ModelInferRequest.Builder request) {
        return stub().modelInfer(request.build());
    }

    private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(edge.channel);
    }
}
