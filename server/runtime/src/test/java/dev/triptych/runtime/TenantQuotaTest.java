package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.expected;
import static dev.triptych.runtime.TestServer.failure;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static dev.triptych.runtime.TestServer.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.tenant.TenantRule;
import dev.triptych.runtime.tenant.TenantTable;
import dev.triptych.spi.error.Code;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 46: a full queue is this replica's affair, a quota its tenant's alone. */
class TenantQuotaTest {
    @TempDir
    Path folder;

    private TestServer server(UnaryOperator<RuntimeOptions> options) {
        return new TestServer(models(folder, "toy/toy.onnx", "raw/raw.onnx"), 1, options);
    }

    private TestServer small(TenantRule rule) {
        return server(
                options -> options.withTenants(new TenantTable(Map.of("small", rule), TenantRule.FREE, Map.of())));
    }

    @Test
    void row46_queueFull_isUnavailableWithPushback() {
        try (TestServer server =
                        server(options -> options.withLimits(options.limits().withQueuedItems(1)));
                Request first = server.open();
                Request second = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(first, "1");
            gate.awaitRun();
            TaskException full = failure(server.embed(second, "2"));
            assertThat(full.reason()).isEqualTo(Reason.QUEUE_FULL);
            assertThat(full.reason().code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(full.retryAfter()).isPresent();
            assertThat(server.meter.failed).containsExactly(Reason.QUEUE_FULL);
            assertThat(server.meter.shed).containsExactly(Reason.QUEUE_FULL);
            gate.open();
            assertThat(vector(get(running).get(0))).isEqualTo(expected("1"));
        }
    }

    @Test
    void row46_tenantOverItsRequests_isResourceExhaustedAndOthersAreServed() {
        try (TestServer server = small(new TenantRule(1, 1, 0, 0))) {
            Request first = server.open("small");
            try (Request second = server.open("small");
                    Request other = server.open("other")) {
                TaskException over = failure(server.embed(second, "1"));
                assertThat(over.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
                assertThat(over.reason().code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                assertThat(over.metadata()).containsEntry("tenant", "small").containsEntry("limit", "1");
                assertThat(vector(get(server.embed(other, "1")).get(0))).isEqualTo(expected("1"));
            }
            assertThat(vector(get(server.embed(first, "2")).get(0))).isEqualTo(expected("2"));
            first.close();
            try (Request third = server.open("small")) {
                assertThat(vector(get(server.embed(third, "3")).get(0))).isEqualTo(expected("3"));
            }
            assertThat(server.runtime().tenants().remembered()).isZero();
        }
    }

    @Test
    void row46_tenantOverItsBytes_isRefusedWholeBeforeAnythingRuns() {
        try (TestServer server = small(new TenantRule(1, 0, 250, 0));
                Request request = server.open("small");
                Request other = server.open("other")) {
            int before = server.backend.script().launches().size();
            TaskException over = failure(server.embed(request, "1", "2", "3"));
            assertThat(over.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
            assertThat(over.metadata())
                    .containsEntry("quota", "bytes")
                    .containsEntry("limit", "250")
                    .containsEntry("got", "300");
            assertThat(server.backend.script().launches()).hasSize(before);
            assertThat(get(server.embed(request, "1", "2"))).allSatisfy(TestServer::vector);
            assertThat(get(server.embed(other, "1", "2", "3"))).allSatisfy(TestServer::vector);
        }
    }

    @Test
    void row46_rawTensorsOverTheRate_areRefusedAndGivenBack() {
        try (TestServer server = small(new TenantRule(1, 0, 0, 2));
                Request request = server.open("small")) {
            try (Tensors outputs = get(raw(server, request, 2))) {
                assertThat(TestTensors.floats(outputs.get("y"))).hasSize(4);
            }
            TaskException over = failure(raw(server, request, 1));
            assertThat(over.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
            assertThat(over.retryAfter()).isPresent();
        }
    }

    @Test
    void reload_whileServing_takesEffectAtOnce() {
        try (TestServer server = small(new TenantRule(1, 0, 50, 0));
                Request request = server.open("small")) {
            assertThat(failure(server.embed(request, "1")).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
            server.runtime().tenants().reload(TenantTable.FREE);
            assertThat(vector(get(server.embed(request, "1")).get(0))).isEqualTo(expected("1"));
        }
    }

    private static CompletionStage<Tensors> raw(TestServer server, Request request, int rows) {
        Tensors inputs =
                Tensors.of("x", TestTensors.floats(request.tensors(), new long[] {rows, 2}, new float[2 * rows]));
        return server.inference().infer(request, new InferQuery(new ModelRef("raw", ""), inputs, List.of()));
    }
}
