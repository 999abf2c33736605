package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.spi.error.Reason;
import dev.triptych.v1.Activation;
import dev.triptych.v1.ClassifyItem;
import dev.triptych.v1.ClassifyOptions;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyServiceGrpc;
import dev.triptych.v1.Content;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.ListModelsRequest;
import dev.triptych.v1.ListModelsResponse;
import dev.triptych.v1.Model;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.ModelState;
import dev.triptych.v1.RankCandidate;
import dev.triptych.v1.RankOptions;
import dev.triptych.v1.RankQuery;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankServiceGrpc;
import dev.triptych.v1.Task;
import dev.triptych.v1.TaskSupport;
import dev.triptych.v1.Truncation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClassifyRankModelsTest {
    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @Test
    void classify_ownLabels_answersBestFirstWithTheirPositions() {
        ClassifyResponse response = classify(ClassifyRequest.newBuilder().addItems(item("abc")));

        assertThat(response.getResults(0).getClassification().getLabels(0).getLabel())
                .isEqualTo("dog");
        assertThat(response.getResults(0).getClassification().getLabels(0).getIndex())
                .isEqualTo(1);
        assertThat(response.getResults(0).getClassification().getLabels(0).getScore())
                .isEqualTo(0.2f);
    }

    @Test
    void classify_badLabelOrTemplate_failsTheCall() {
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder().addItems(item("abc"));

        Refusal.of(() -> classify(request.clone().addLabels("a").addLabels("a")))
                .is(Reason.FIELD_INVALID, "'a' is given twice")
                .at("labels[1]");
        Refusal.of(() -> classify(request.clone().addLabels("")))
                .is(Reason.FIELD_INVALID)
                .at("labels[0]");
        Refusal.of(() -> classify(request.clone().addTemplates("a photo")))
                .is(Reason.FIELD_INVALID, "holds no {}")
                .at("templates[0]");
        Refusal.of(() -> classify(request.clone().addAllLabels(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9"))))
                .is(Reason.BATCH_TOO_LARGE)
                .at("labels");
    }

    @Test
    void classify_vastLabelOrTemplate_failsTheCallBeforeTheCore() {
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder().addItems(item("abc"));
        String label = "x".repeat(20_000);

        Refusal.of(() -> classify(request.clone().addLabels(label)))
                .is(Reason.TEXT_TOO_LONG, "20000 characters", "1024")
                .at("labels[0]");
        Refusal.of(() -> classify(request.clone().addLabels("a").addTemplates("{}".repeat(20_000))))
                .is(Reason.TEXT_TOO_LONG, "40000 characters", "1024")
                .at("templates[0]");
        Refusal.of(() -> classify(request.clone().addLabels("a").addTemplates("{}".repeat(100))))
                .is(Reason.FIELD_INVALID, "100 times")
                .at("templates[0]");
        Refusal.of(() -> classify(request.clone()
                        .setItems(0, ClassifyItem.getDefaultInstance())
                        .addLabels(label)))
                .is(Reason.TEXT_TOO_LONG)
                .at("labels[0]");
    }

    @Test
    void classify_answersAboveTheMessage_failTheirItemsAlone() {
        ClassifyResponse response = classify(ClassifyRequest.newBuilder()
                .addItems(item("wide"))
                .addItems(item("wide"))
                .addItems(item("abc")));

        assertThat(response.getResults(0).getClassification().getLabelsCount()).isEqualTo(600);
        Refusal.of(response.getResults(1).getError()).is(Reason.MESSAGE_TOO_LARGE, "labels", "fewer items");
        assertThat(response.getResults(2).hasClassification()).isTrue();
    }

    @Test
    void classify_longTexts_areFlaggedWithTheirPositions() {
        ClassifyResponse response = classify(ClassifyRequest.newBuilder()
                .addItems(ClassifyItem.getDefaultInstance())
                .addItems(item("long"))
                .addItems(item("abc"))
                .addLabels("cat")
                .addLabels("long"));

        assertThat(response.getResultsList())
                .extracting(result -> result.getTruncated())
                .containsExactly(false, true, false);
        assertThat(response.getTruncatedLabelsList()).containsExactly(1);
    }

    @Test
    void classify_longTextsRefused_failTheItemAloneAndTheLabelsCall() {
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder()
                .addItems(item("long"))
                .addItems(item("abc"))
                .setOptions(ClassifyOptions.newBuilder().setTruncation(Truncation.TRUNCATION_REFUSE));

        ClassifyResponse response = classify(request.clone());
        Refusal.of(response.getResults(0).getError()).is(Reason.TEXT_TOO_LONG, "77");
        assertThat(response.getResults(1).hasClassification()).isTrue();
        Refusal.of(() -> classify(request.clone().addLabels("cat").addLabels("long")))
                .is(Reason.TEXT_TOO_LONG)
                .at("labels[1]");
    }

    @Test
    void classify_activation_isTheModelsWhateverItsBias() {
        assertThat(classify(ClassifyRequest.newBuilder().addItems(item("abc")))
                        .getResults(0)
                        .getClassification()
                        .getActivation())
                .isEqualTo(Activation.ACTIVATION_SOFTMAX);
        edge.catalog.put(Samples.clip("1", State.READY, dev.triptych.spi.model.Activation.SIGMOID));
        assertThat(classify(ClassifyRequest.newBuilder().addItems(item("abc")))
                        .getResults(0)
                        .getClassification()
                        .getActivation())
                .isEqualTo(Activation.ACTIVATION_SIGMOID);
    }

    @Test
    void rank_longTexts_areFlaggedOrRefusedAlone() {
        RankRequest.Builder request = RankRequest.newBuilder()
                .addQueries(RankQuery.newBuilder().setContent(text("long")))
                .addQueries(RankQuery.newBuilder().setContent(text("q")))
                .addCandidates(RankCandidate.getDefaultInstance())
                .addCandidates(RankCandidate.newBuilder().setContent(text("a")))
                .addCandidates(RankCandidate.newBuilder().setContent(text("long")));

        RankResponse cut = rank(request);
        assertThat(cut.getResultsList())
                .extracting(result -> result.getTruncated())
                .containsExactly(true, false);
        assertThat(cut.getTruncatedCandidatesList()).containsExactly(2);
        RankResponse refused =
                rank(request.setOptions(RankOptions.newBuilder().setTruncation(Truncation.TRUNCATION_REFUSE)));
        Refusal.of(refused.getResults(0).getError()).is(Reason.TEXT_TOO_LONG, "77");
        assertThat(refused.getResults(1).hasRanking()).isTrue();
        assertThat(refused.getFailedCandidatesList())
                .extracting(failed -> failed.getIndex())
                .containsExactly(0, 2);
        assertThat(refused.getTruncatedCandidatesList()).isEmpty();
    }

    @Test
    void rank_unreadableCandidate_isListedAndKeepsTheNumbering() {
        RankResponse response = RankServiceGrpc.newBlockingStub(edge.channel)
                .rank(RankRequest.newBuilder()
                        .addQueries(RankQuery.newBuilder().setContent(text("q")).setId("q"))
                        .addCandidates(
                                RankCandidate.newBuilder().setContent(text("a")).setId("a"))
                        .addCandidates(RankCandidate.newBuilder().setId("broken"))
                        .addCandidates(
                                RankCandidate.newBuilder().setContent(text("b")).setId("b"))
                        .build());

        assertThat(response.getResults(0).getRanking().getCandidates(0).getId()).isEqualTo("b");
        assertThat(response.getResults(0).getRanking().getCandidates(0).getIndex())
                .isEqualTo(2);
        assertThat(response.getResults(0).getRanking().getCandidates(1).getIndex())
                .isZero();
        assertThat(response.getFailedCandidates(0).getIndex()).isEqualTo(1);
        Refusal.of(response.getFailedCandidates(0).getError())
                .is(Reason.FIELD_MISSING)
                .at("candidates[1].content");
    }

    @Test
    void rank_noReadableQuery_failsEachQueryAlone() {
        RankResponse response = RankServiceGrpc.newBlockingStub(edge.channel)
                .rank(RankRequest.newBuilder()
                        .addQueries(RankQuery.getDefaultInstance())
                        .addCandidates(RankCandidate.newBuilder().setContent(text("a")))
                        .build());

        Refusal.of(response.getResults(0).getError()).is(Reason.FIELD_MISSING);
        assertThat(response.getFailedCandidatesList()).isEmpty();
    }

    @Test
    void listModels_twoPages_listsEveryNameOnceWithItsVersions() {
        edge.catalog.put(Samples.clip("10", State.LOADING));
        edge.catalog.put(Samples.clip("9", State.READY));

        ListModelsResponse first = models().listModels(
                        ListModelsRequest.newBuilder().setPageSize(2).build());
        ListModelsResponse rest = models().listModels(ListModelsRequest.newBuilder()
                .setPageToken(first.getNextPageToken())
                .build());

        assertThat(first.getModelsList()).extracting(Model::getName).containsExactly("clip", "failed");
        assertThat(rest.getModelsList())
                .extracting(Model::getName)
                .containsExactly("free", "loading", "pair", "types", "unloading", "words");
        assertThat(rest.getNextPageToken()).isEmpty();
        assertThat(first.getModels(0).getDefaultVersion()).isEqualTo("9");
        assertThat(first.getModels(0).getVersionsList())
                .extracting(version -> version.getVersion())
                .containsExactly("10", "9", "1");
        assertThat(first.getServer().getLimits().getMaxItems()).isEqualTo(16);
        assertThat(first.getServer().getVersion()).isEqualTo("0.1.0");
    }

    @Test
    void getModel_dualEncoder_tellsTasksSpacesAndGraphs() {
        Model model = models().getModel(
                        GetModelRequest.newBuilder().setName("clip").build())
                .getModel();

        assertThat(model.getVersions(0).getState()).isEqualTo(ModelState.MODEL_STATE_READY);
        assertThat(model.getVersions(0).getTasksList())
                .extracting(TaskSupport::getTask)
                .containsExactly(Task.TASK_EMBED, Task.TASK_CLASSIFY, Task.TASK_RANK);
        assertThat(model.getVersions(0).getSpaces(0).getId()).isEqualTo(Samples.SPACE.id());
        assertThat(model.getVersions(0).getGraphsList()).containsExactly("clip.image");
        assertThat(model.getVersions(0).getOwnLabels().getCount()).isEqualTo(2);
    }

    @Test
    void getModel_failed_tellsReason() {
        Model model = models().getModel(
                        GetModelRequest.newBuilder().setName("failed").build())
                .getModel();

        assertThat(model.getDefaultVersion()).isEmpty();
        assertThat(model.getVersions(0).getFailure().getReason()).isEqualTo("MODEL_CORRUPT");
    }

    private ModelServiceGrpc.ModelServiceBlockingStub models() {
        return ModelServiceGrpc.newBlockingStub(edge.channel);
    }

    private ClassifyResponse classify(ClassifyRequest.Builder request) {
        return ClassifyServiceGrpc.newBlockingStub(edge.channel).classify(request.build());
    }

    private RankResponse rank(RankRequest.Builder request) {
        return RankServiceGrpc.newBlockingStub(edge.channel).rank(request.build());
    }

    private static ClassifyItem item(String text) {
        return ClassifyItem.newBuilder().setContent(text(text)).build();
    }

    private static Content text(String text) {
        return Content.newBuilder().setText(text).build();
    }
}
