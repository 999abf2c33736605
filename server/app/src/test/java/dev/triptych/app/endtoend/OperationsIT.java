package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.client.Input;
import dev.triptych.client.TriptychClient;
import dev.triptych.testing.Fixtures;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators and orchestrators see: metrics and health, over HTTP and gRPC. */
final class OperationsIT {
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve(
                Launcher.checkout(), "--log-format", "json", "--models", Fixtures.path("clip-split"));
        try (TriptychClient client = server.client()) {
            client.embed("clip-split", Input.text("a cat"), Input.image(Fixtures.path("images/png-rgb-64x64.png")));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void metrics_afterACall_countItByMethodModelAndTask() {
        assertThat(server.metric("triptych_grpc_calls_total{code=\"OK\",method=\"triptych.v1.EmbedService/Embed\"}"))
                .isEqualTo(1);
        for (String modality : List.of("text", "image")) {
            String labels = "{modality=\"" + modality + "\",model=\"clip-split\"";
            assertThat(server.metric("triptych_items_total" + labels + ",reason=\"OK\",task=\"embed\"}"))
                    .isEqualTo(1);
            assertThat(server.metric("triptych_item_duration_seconds_count" + labels + ",task=\"embed\"}"))
                    .isEqualTo(1);
            for (String phase : List.of("sniff", "decode_queue", "decode", "queue", "batch", "infer")) {
                assertThat(server.metric(
                                "triptych_item_phase_duration_seconds_count" + labels + ",phase=\"" + phase + "\"}"))
                        .as(phase)
                        .isEqualTo(1);
            }
        }
        assertThat(server.metric("triptych_lanes{device=\"host\"}")).isPositive();
        assertThat(server.metric("triptych_budget_limit_bytes")).isPositive();
        assertThat(server.metric("triptych_model_ready{model=\"clip-split\",version=\"1\"}"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "image"})
    void metrics_afterACall_haveHistogramsByModelAndStage(String stage) {
        String labels = "{model=\"clip-split\",stage=\"" + stage + "\"";

        assertThat(server.metric("triptych_stage_run_duration_seconds_count" + labels + "}"))
                .isPositive();
        assertThat(server.metric("triptych_stage_queue_duration_seconds_count" + labels + "}"))
                .isPositive();
        assertThat(server.metric("triptych_stage_run_duration_seconds_bucket" + labels + ",le=\"+Inf\"}"))
                .isEqualTo(server.metric("triptych_stage_run_duration_seconds_count" + labels + "}"));
        assertThat(server.metric("triptych_stage_batch_rows_count" + labels + "}"))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void probes_whileServing_are200(String path) {
        assertThat(server.get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_areInPrometheusText() {
        HttpResponse<String> metrics = server.get("/metrics");

        assertThat(metrics.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
        assertThat(metrics.body()).contains("# TYPE triptych_grpc_call_duration_seconds histogram");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "clip-split", "clip-split/1"})
    void health_onBothPorts_isServingByName(String name) {
        assertThat(check(server.grpc(), name)).isEqualTo(ServingStatus.SERVING);
        assertThat(watch(server.grpc(), name)).isEqualTo(ServingStatus.SERVING);
        assertThat(check(server.metrics(), name)).isEqualTo(ServingStatus.SERVING);
        assertThat(watch(server.metrics(), name)).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void health_ofAnUnknownName_isNotFoundAndWatchSaysUnknown() {
        assertThatThrownBy(() -> check(server.grpc(), "nobody"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
        assertThat(watch(server.grpc(), "nobody")).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    }

    private static ServingStatus check(String target, String name) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(target).usePlaintext().build();
        try {
            return HealthGrpc.newBlockingStub(channel).check(request(name)).getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    private static ServingStatus watch(String target, String name) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(target).usePlaintext().build();
        try {
            Iterator<HealthCheckResponse> states =
                    HealthGrpc.newBlockingStub(channel).watch(request(name));
            return states.next().getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    private static HealthCheckRequest request(String name) {
        return HealthCheckRequest.newBuilder().setService(name).build();
    }
}
