package dev.triptych.transport;

import static dev.triptych.transport.Tensor.floats;
import static dev.triptych.transport.Tensor.input;
import static dev.triptych.transport.Tensor.number;
import static dev.triptych.transport.Tensor.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.scheduling.Priority;
import dev.triptych.spi.error.Reason;
import dev.triptych.v1.ClassifyItem;
import dev.triptych.v1.ClassifyOptions;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyServiceGrpc;
import dev.triptych.v1.Content;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedOptions;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.Image;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.RankOptions;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bad names, parameters and fields, by row of the catalogue of bad inputs. */
class RequestRowsTest {
    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @Test
    void row19_mediaFieldMissing_namesTheChoice() {
        EmbedResponse response = EmbedServiceGrpc.newBlockingStub(edge.channel)
                .embed(EmbedRequest.newBuilder()
                        .setModel("clip")
                        .addItems(EmbedItem.getDefaultInstance())
                        .addItems(EmbedItem.newBuilder()
                                .setContent(Content.newBuilder().setImage(Image.getDefaultInstance())))
                        .build());

        Refusal.of(response.getResults(0).getError())
                .is(Reason.FIELD_MISSING, "text, image, audio, video, parts, tensor")
                .at("items[0].content");
        Refusal.of(response.getResults(1).getError()).is(Reason.MEDIA_EMPTY).at("items[1].content.image.data");
    }

    @Test
    void row31_unknownModelOrVersion_isNotFound() {
        refused(to("nope")).is(Reason.MODEL_UNKNOWN, "model 'nope' is not served");
        refused(to("free").setModelVersion("99")).is(Reason.MODEL_UNKNOWN, "version '99'");
        refused(to("clip.nope")).is(Reason.MODEL_UNKNOWN, "'clip.nope'");
        Refusal.of(() -> ModelServiceGrpc.newBlockingStub(edge.channel)
                        .getModel(GetModelRequest.newBuilder().setName("nope").build()))
                .is(Reason.MODEL_UNKNOWN);
        Refusal.of(() -> embed("nope")).is(Reason.MODEL_UNKNOWN);
    }

    @Test
    void row31_impossibleName_isInvalidArgument() {
        for (String name : new String[] {"../etc", "..", "a".repeat(300), "a\u0007b", "a/b", "", "-a"}) {
            refused(to(name)).is(Reason.NAME_INVALID);
        }
        refused(to("a".repeat(300))).is(Reason.NAME_INVALID, "a".repeat(64) + "…");
        Refusal.of(() -> embed("../etc")).is(Reason.NAME_INVALID, "'../etc'");
    }

    @Test
    void row32_modelNotReady_saysWhichKindAndWhenToRetry() {
        Refusal loading = refused(to("loading")).is(Reason.MODEL_LOADING, "being loaded");
        assertThat(loading.retry()).isPresent();
        assertThat(loading.trailers().get(dev.triptych.transport.status.ErrorMapper.PUSHBACK))
                .isEqualTo("1000");
        refused(to("unloading")).is(Reason.MODEL_UNLOADING);
        refused(to("failed")).is(Reason.MODEL_FAILED, "MODEL_CORRUPT", "ends after 12 bytes");
        Refusal.of(() -> embed("failed")).is(Reason.MODEL_FAILED);
        Refusal.of(() -> embed("free")).is(Reason.TASK_UNSUPPORTED, "cannot embed");
    }

    @Test
    void row33_badParameter_isInvalidArgument() {
        refused(good().putParameters("triton_magic", number(1)))
                .is(Reason.PARAMETER_INVALID, "'triton_magic' is reserved")
                .at("parameters.triton_magic");
        refused(good().putParameters(
                                "timeout",
                                InferParameter.newBuilder()
                                        .setStringParam("soon")
                                        .build()))
                .is(Reason.PARAMETER_INVALID, "'timeout'");
        refused(good().putParameters("timeout", number(-1))).is(Reason.PARAMETER_INVALID);
        refused(good().putParameters(
                                "priority",
                                InferParameter.newBuilder().setDoubleParam(1).build()))
                .is(Reason.PARAMETER_INVALID, "'priority'");
        refused(good().putParameters(
                                "temperature",
                                InferParameter.newBuilder()
                                        .setDoubleParam(Double.NaN)
                                        .build()))
                .is(Reason.PARAMETER_INVALID, "not finite");
        refused(good().putParameters("empty", InferParameter.getDefaultInstance()))
                .is(Reason.PARAMETER_INVALID, "no value");
    }

    @Test
    void row33_extensionsNotOffered_areUnimplemented() {
        refused(good().putParameters("sequence_id", number(5))).is(Reason.NOT_OFFERED, "sequences");
        refused(to("free").addInputs(input("in_x", "FP32", 1, 2).putParameters("shared_memory_region", number(1))))
                .is(Reason.NOT_OFFERED, "shared memory");
    }

    @Test
    void row33_unknownParameters_pass() throws InterruptedException {
        long before = edge.ticker.nanos();
        infer(good().putParameters("anything", number(7))
                .putParameters(
                        "priority",
                        InferParameter.newBuilder().setUint64Param(2).build())
                .putParameters("timeout", number(3_000_000)));

        RequestInfo info = edge.inference.opened.poll(5, TimeUnit.SECONDS);
        assertThat(info.deadlineNanos()).isBetween(before, edge.ticker.nanos() + TimeUnit.SECONDS.toNanos(3));
    }

    @Test
    void priority_inTritonsNumbers_reachesTheCore() throws InterruptedException {
        for (long number : new long[] {0, 1, 2, 3, 77}) {
            infer(good().putParameters("priority", number(number)));
        }
        infer(good());

        List<Priority> seen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            seen.add(edge.inference.opened.poll(5, TimeUnit.SECONDS).priority());
        }
        assertThat(seen)
                .containsExactly(
                        Priority.NORMAL, Priority.HIGH, Priority.NORMAL, Priority.LOW, Priority.LOW, Priority.NORMAL);
    }

    @Test
    void row33_badTypedOptions_areInvalidArgument() {
        classifyRefused(ClassifyOptions.newBuilder().setThreshold(Float.NaN)).at("options.threshold");
        classifyRefused(ClassifyOptions.newBuilder().setThreshold(1.5f)).at("options.threshold");
        classifyRefused(ClassifyOptions.newBuilder().setTopK(-1)).at("options.top_k");
        Refusal.of(() -> RankServiceGrpc.newBlockingStub(edge.channel)
                        .rank(RankRequest.newBuilder()
                                .setModel("clip")
                                .addQueries(
                                        dev.triptych.v1.RankQuery.newBuilder().setContent(text()))
                                .addCandidates(dev.triptych.v1.RankCandidate.newBuilder()
                                        .setContent(text()))
                                .setOptions(RankOptions.newBuilder().setTopK(-1))
                                .build()))
                .is(Reason.FIELD_INVALID)
                .at("options.top_k");
        Refusal.of(() -> EmbedServiceGrpc.newBlockingStub(edge.channel)
                        .embed(EmbedRequest.newBuilder()
                                .setModel("clip")
                                .addItems(EmbedItem.newBuilder().setContent(text()))
                                .setOptions(EmbedOptions.newBuilder().setTruncationValue(77))
                                .build()))
                .is(Reason.FIELD_INVALID)
                .at("options.truncation");
    }

    private Refusal classifyRefused(ClassifyOptions.Builder options) {
        return Refusal.of(() -> ClassifyServiceGrpc.newBlockingStub(edge.channel)
                        .classify(ClassifyRequest.newBuilder()
                                .setModel("clip")
                                .addItems(ClassifyItem.newBuilder().setContent(text()))
                                .setOptions(options)
                                .build()))
                .is(Reason.FIELD_INVALID);
    }

    private void embed(String model) {
        EmbedServiceGrpc.newBlockingStub(edge.channel)
                .embed(EmbedRequest.newBuilder()
                        .setModel(model)
                        .addItems(EmbedItem.newBuilder().setContent(text()))
                        .build());
    }

    private Refusal refused(ModelInferRequest.Builder request) {
        return Refusal.of(() -> infer(request));
    }

    private void infer(ModelInferRequest.Builder request) {
        GRPCInferenceServiceGrpc.newBlockingStub(edge.channel).modelInfer(request.build());
    }

    private static ModelInferRequest.Builder good() {
        return to("free").addInputs(input("in_x", "FP32", 1, 2)).addRawInputContents(floats(1, 2));
    }

    private static Content.Builder text() {
        return Content.newBuilder().setText("abc");
    }
}
