package dev.triptych.transport;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVICE_UNKNOWN;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.runtime.serving.ModelListing.State;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HealthTest {
    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @Test
    void check_serverModelAndVersion_tellTheirStates() {
        assertThat(check("")).isEqualTo(SERVING);
        assertThat(check("clip")).isEqualTo(SERVING);
        assertThat(check("clip/1")).isEqualTo(SERVING);
        assertThat(check("failed")).isEqualTo(NOT_SERVING);
        assertThat(check("loading/1")).isEqualTo(NOT_SERVING);
    }

    @Test
    void check_unknownName_isNotFound() {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> check("nope"));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void watch_modelChanges_tellsEachChange() throws Exception {
        Collected<HealthCheckRequest, HealthCheckResponse> states = watch("clip");
        assertThat(states.next().getStatus()).isEqualTo(SERVING);

        edge.catalog.put(Samples.clip("1", State.UNLOADING));
        assertThat(states.next().getStatus()).isEqualTo(NOT_SERVING);
        edge.catalog.put(Samples.clip("2", State.READY));
        assertThat(states.next().getStatus()).isEqualTo(SERVING);
        edge.catalog.remove("clip");
        assertThat(states.next().getStatus()).isEqualTo(SERVICE_UNKNOWN);
    }

    @Test
    void watch_drain_tellsNotServing() throws Exception {
        Collected<HealthCheckRequest, HealthCheckResponse> states = watch("");
        assertThat(states.next().getStatus()).isEqualTo(SERVING);

        edge.edge.announceDrain();
        assertThat(states.next().getStatus()).isEqualTo(NOT_SERVING);
        edge.catalog.ready(true);
        assertThat(check("")).isEqualTo(NOT_SERVING);
    }

    @Test
    void reflection_listsEveryService() throws Exception {
        Collected<ServerReflectionRequest, ServerReflectionResponse> answers = new Collected<>();
        var ask = ServerReflectionGrpc.newStub(edge.channel).serverReflectionInfo(answers);
        ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        ask.onNext(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("triptych.v1.EmbedService.Embed")
                .build());

        assertThat(answers.next().getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains(
                        "triptych.v1.EmbedService",
                        "triptych.v1.ClassifyService",
                        "triptych.v1.RankService",
                        "triptych.v1.ModelService",
                        "inference.GRPCInferenceService",
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1alpha.ServerReflection");
        assertThat(answers.next().getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isPositive();
        ask.onCompleted();
        assertThat(answers.ended()).isNull();
    }

    private ServingStatus check(String name) {
        return HealthGrpc.newBlockingStub(edge.channel)
                .check(HealthCheckRequest.newBuilder().setService(name).build())
                .getStatus();
    }

    private Collected<HealthCheckRequest, HealthCheckResponse> watch(String name) {
        Collected<HealthCheckRequest, HealthCheckResponse> states = new Collected<>();
        HealthGrpc.newStub(edge.channel)
                .watch(HealthCheckRequest.newBuilder().setService(name).build(), states);
        return states;
    }
}
