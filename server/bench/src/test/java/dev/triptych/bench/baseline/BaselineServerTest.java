package dev.triptych.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.triptych.bench.graph.Graphs;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelMetadataRequest;
import dev.triptych.load.Answer;
import dev.triptych.load.call.Connections;
import dev.triptych.load.call.InferCaller;
import dev.triptych.load.input.TensorRequests;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineServerTest {
    @TempDir
    Path folder;

    @Test
    void manyAtOnce_eachGetsItsOwnRow() throws Exception {
        Path graph = Graphs.tiny(folder.resolve("tiny"));
        try (BaselineServer server = new BaselineServer(new BaselineServer.Layout(graph, Graphs.WIDTH, 2, 8));
                Connections connections = new Connections(Connections.Settings.plain(server.address()))) {
            var stub = GRPCInferenceServiceGrpc.newFutureStub(connections.channel(0));
            List<Future<ModelInferResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(stub.modelInfer(request(i)));
            }
            for (int i = 0; i < 100; i++) {
                ByteBuffer row = calls.get(i)
                        .get()
                        .getRawOutputContents(0)
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN);
                assertThat(row.getFloat(0)).isEqualTo(i + 1f);
                assertThat(row.getFloat(4 * (Graphs.WIDTH - 1))).isEqualTo(i + 1f);
            }
        }
    }

    @Test
    void metadata_fitTheLoad() throws Exception {
        Path graph = Graphs.tiny(folder.resolve("tiny"));
        try (BaselineServer server = new BaselineServer(new BaselineServer.Layout(graph, Graphs.WIDTH, 1, 4));
                Connections connections = new Connections(Connections.Settings.plain(server.address()))) {
            var facts = GRPCInferenceServiceGrpc.newBlockingStub(connections.channel(0))
                    .modelMetadata(
                            ModelMetadataRequest.newBuilder().setName("tiny").build());
            CompletableFuture<Answer> answer = new InferCaller(
                            connections, TensorRequests.of("tiny", facts, TensorRequests.Choices.rows(1)), 1)
                    .call(0);
            assertThat(answer.get()).isEqualTo(Answer.of(1));
        }
    }

    @Test
    void wrongRow_isRefused() throws Exception {
        Path graph = Graphs.tiny(folder.resolve("tiny"));
        try (BaselineServer server = new BaselineServer(new BaselineServer.Layout(graph, Graphs.WIDTH, 1, 4));
                Connections connections = new Connections(Connections.Settings.plain(server.address()))) {
            var stub = GRPCInferenceServiceGrpc.newBlockingStub(connections.channel(0));
            ModelInferRequest narrow = ModelInferRequest.newBuilder()
                    .addRawInputContents(ByteString.copyFrom(new byte[4]))
                    .build();
            assertThatThrownBy(() -> stub.modelInfer(narrow))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("512");
        }
    }

    private static ModelInferRequest request(int value) {
        ByteBuffer row = ByteBuffer.allocate(4 * Graphs.WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        while (row.hasRemaining()) {
            row.putFloat(value);
        }
        return ModelInferRequest.newBuilder()
                .setModelName("tiny")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addAllShape(List.of(1L, (long) Graphs.WIDTH)))
                .addRawInputContents(ByteString.copyFrom(row.flip()))
                .build();
    }
}
