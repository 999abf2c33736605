package dev.triptych.bench.baseline;

import dev.triptych.inference.DataType;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.ModelConfig;
import dev.triptych.inference.ModelConfigRequest;
import dev.triptych.inference.ModelConfigResponse;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelInput;
import dev.triptych.inference.ModelMetadataRequest;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.inference.ModelOutput;
import dev.triptych.inference.ModelReadyRequest;
import dev.triptych.inference.ModelReadyResponse;
import dev.triptych.inference.ModelStatistics;
import dev.triptych.inference.ModelStatisticsRequest;
import dev.triptych.inference.ModelStatisticsResponse;
import dev.triptych.inference.ServerLiveRequest;
import dev.triptych.inference.ServerLiveResponse;
import dev.triptych.inference.ServerMetadataRequest;
import dev.triptych.inference.ServerMetadataResponse;
import dev.triptych.inference.ServerReadyRequest;
import dev.triptych.inference.ServerReadyResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/**
 * As much of the Open Inference Protocol as {@code perf_analyzer} asks for, of one graph with one input and one output. The
 * event loop parses a request and queues it; lanes answer.
 */
final class BaselineService extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
    private final PullQueue<Waiting> queue;
    private final String input;
    private final String output;
    private final int width;
    private final int most;

    BaselineService(PullQueue<Waiting> queue, String input, String output, int width, int most) {
        this.queue = queue;
        this.input = input;
        this.output = output;
        this.width = width;
        this.most = most;
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
        if (request.getRawInputContentsCount() != 1
                || request.getRawInputContents(0).size() != width * Float.BYTES) {
            answer.onError(Status.INVALID_ARGUMENT
                    .withDescription("one raw row of " + width + " floats")
                    .asRuntimeException());
            return;
        }
        queue.offer(new Waiting(request, answer));
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
        end(answer, ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
        end(answer, ServerReadyResponse.newBuilder().setReady(true).build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
        end(answer, ModelReadyResponse.newBuilder().setReady(true).build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
        end(
                answer,
                ServerMetadataResponse.newBuilder()
                        .setName("baseline")
                        .setVersion("1")
                        .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
        end(
                answer,
                ModelMetadataResponse.newBuilder()
                        .setName(request.getName())
                        .addVersions("1")
                        .setPlatform("onnxruntime_onnx")
                        .addInputs(port(input))
                        .addOutputs(port(output))
                        .build());
    }

    private ModelMetadataResponse.TensorMetadata port(String name) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(name)
                .setDatatype("FP32")
                .addShape(-1)
                .addShape(width)
                .build();
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> answer) {
        end(
                answer,
                ModelConfigResponse.newBuilder()
                        .setConfig(ModelConfig.newBuilder()
                                .setName(request.getName())
                                .setPlatform("onnxruntime_onnx")
                                .setMaxBatchSize(most)
                                .addInput(ModelInput.newBuilder()
                                        .setName(input)
                                        .setDataType(DataType.TYPE_FP32)
                                        .addDims(width))
                                .addOutput(ModelOutput.newBuilder()
                                        .setName(output)
                                        .setDataType(DataType.TYPE_FP32)
                                        .addDims(width)))
                        .build());
    }

    @Override
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> answer) {
        end(
                answer,
                ModelStatisticsResponse.newBuilder()
                        .addModelStats(ModelStatistics.newBuilder()
                                .setName(request.getName())
                                .setVersion("1"))
                        .build());
    }

    private static <A> void end(StreamObserver<A> answer, A message) {
        answer.onNext(message);
        answer.onCompleted();
    }
}
