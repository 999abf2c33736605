package dev.triptych.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormat;
import dev.triptych.inference.DataType;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.InferParameter;
import dev.triptych.inference.InferTensorContents;
import dev.triptych.inference.ModelConfig;
import dev.triptych.inference.ModelConfig.SchedulingChoiceCase;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferRequest.InferInputTensor;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelInput;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.inference.ModelRepositoryParameter;
import dev.triptych.inference.ModelStatistics;
import dev.triptych.inference.ModelStreamInferResponse;
import dev.triptych.inference.RepositoryModelLoadRequest;
import io.grpc.MethodDescriptor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and numbers of the Open Inference Protocol that clients in the field rely on. */
final class InferenceProtocolTest {
    @ParameterizedTest
    @MethodSource("messages")
    void fields_always_haveTheProtocolsNumbers(Descriptor message, String expected) {
        String actual = message.getFields().stream()
                .map(InferenceProtocolTest::describe)
                .collect(Collectors.joining(" "));

        assertThat(actual).isEqualTo(expected);
    }

    private static String describe(FieldDescriptor field) {
        return field.getName() + "=" + field.getNumber();
    }

    private static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        ModelInferRequest.getDescriptor(),
                        "model_name=1 model_version=2 id=3 parameters=4 inputs=5 outputs=6 raw_input_contents=7"),
                Arguments.of(InferInputTensor.getDescriptor(), "name=1 datatype=2 shape=3 parameters=4 contents=5"),
                Arguments.of(
                        ModelInferResponse.getDescriptor(),
                        "model_name=1 model_version=2 id=3 parameters=4 outputs=5 raw_output_contents=6"),
                Arguments.of(ModelStreamInferResponse.getDescriptor(), "error_message=1 infer_response=2"),
                Arguments.of(
                        InferParameter.getDescriptor(),
                        "bool_param=1 int64_param=2 string_param=3 double_param=4 uint64_param=5"),
                Arguments.of(
                        InferTensorContents.getDescriptor(),
                        "bool_contents=1 int_contents=2 int64_contents=3 uint_contents=4 uint64_contents=5"
                                + " fp32_contents=6 fp64_contents=7 bytes_contents=8"),
                Arguments.of(ModelMetadataResponse.getDescriptor(), "name=1 versions=2 platform=3 inputs=4 outputs=5"),
                Arguments.of(
                        ModelStatistics.getDescriptor(),
                        "name=1 version=2 last_inference=3 inference_count=4 execution_count=5 inference_stats=6"
                                + " batch_stats=7 memory_usage=8 response_stats=9"),
                Arguments.of(RepositoryModelLoadRequest.getDescriptor(), "repository_name=1 model_name=2 parameters=3"),
                Arguments.of(
                        ModelRepositoryParameter.getDescriptor(),
                        "bool_param=1 int64_param=2 string_param=3 bytes_param=4"),
                Arguments.of(
                        ModelInput.getDescriptor(),
                        "name=1 data_type=2 format=3 dims=4 reshape=5 is_shape_tensor=6 allow_ragged_batch=7"
                                + " optional=8 is_non_linear_format_io=9"),
                Arguments.of(
                        ModelConfig.getDescriptor(),
                        "name=1 platform=2 backend=17 runtime=25 version_policy=3 max_batch_size=4 input=5 output=6"
                                + " batch_input=20 batch_output=21 optimization=12 dynamic_batching=11"
                                + " sequence_batching=13 ensemble_scheduling=15 instance_group=7"
                                + " default_model_filename=8 cc_model_filenames=9 metric_tags=10 parameters=14"
                                + " model_warmup=16 model_operations=18 model_transaction_policy=19"
                                + " model_repository_agents=23 response_cache=24 model_metrics=26"));
    }

    @Test
    void service_always_hasTheProtocolsCalls() {
        assertThat(GRPCInferenceServiceGrpc.getServiceDescriptor().getName())
                .isEqualTo("inference.GRPCInferenceService");
        assertThat(GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods())
                .extracting(MethodDescriptor::getBareMethodName)
                .containsExactlyInAnyOrder(
                        "ServerLive",
                        "ServerReady",
                        "ModelReady",
                        "ServerMetadata",
                        "ModelMetadata",
                        "ModelInfer",
                        "ModelStreamInfer",
                        "ModelConfig",
                        "ModelStatistics",
                        "RepositoryIndex",
                        "RepositoryModelLoad",
                        "RepositoryModelUnload",
                        "SystemSharedMemoryStatus",
                        "SystemSharedMemoryRegister",
                        "SystemSharedMemoryUnregister",
                        "CudaSharedMemoryStatus",
                        "CudaSharedMemoryRegister",
                        "CudaSharedMemoryUnregister",
                        "TraceSetting",
                        "LogSettings");
    }

    @Test
    void configuration_ofTritonRepository_parses() throws TextFormat.ParseException {
        ModelConfig config = TextFormat.parse("""
                name: "resnet"
                platform: "onnxruntime_onnx"
                max_batch_size: 8
                input [
                  { name: "pixels" data_type: TYPE_FP32 format: FORMAT_NCHW dims: [ 3, 224, 224 ] },
                  { name: "hint" data_type: TYPE_STRING dims: [ -1 ] optional: true }
                ]
                output [ { name: "logits" data_type: TYPE_FP32 dims: [ 1000 ] label_filename: "labels.txt" } ]
                instance_group [ { count: 2 kind: KIND_CPU } ]
                dynamic_batching { preferred_batch_size: [ 4, 8 ] max_queue_delay_microseconds: 100 }
                version_policy: { specific { versions: [ 1, 3 ] } }
                parameters { key: "intra_op_thread_count" value { string_value: "1" } }
                """, ModelConfig.class);

        assertThat(config.getInputList()).extracting(ModelInput::getOptional).containsExactly(false, true);
        assertThat(config.getInput(0).getDimsList()).containsExactly(3L, 224L, 224L);
        assertThat(config.getInput(1).getDataType()).isEqualTo(DataType.TYPE_STRING);
        assertThat(config.getSchedulingChoiceCase()).isEqualTo(SchedulingChoiceCase.DYNAMIC_BATCHING);
        assertThat(config.getVersionPolicy().getSpecific().getVersionsList()).containsExactly(1L, 3L);
        assertThat(config.getParametersOrThrow("intra_op_thread_count").getStringValue())
                .isEqualTo("1");
    }
}
