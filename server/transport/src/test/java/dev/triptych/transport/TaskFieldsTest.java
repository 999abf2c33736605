package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.HeadListing;
import dev.triptych.runtime.serving.ModelListing.Offers;
import dev.triptych.runtime.serving.ModelListing.SpaceListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.Prompts;
import dev.triptych.spi.tensor.DType;
import dev.triptych.v1.Activation;
import dev.triptych.v1.ClassifyItem;
import dev.triptych.v1.ClassifyOptions;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyServiceGrpc;
import dev.triptych.v1.Content;
import dev.triptych.v1.FeaturesItem;
import dev.triptych.v1.FeaturesRequest;
import dev.triptych.v1.FeaturesResponse;
import dev.triptych.v1.FeaturesServiceGrpc;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.ListLabelsRequest;
import dev.triptych.v1.ListLabelsResponse;
import dev.triptych.v1.ListModelsRequest;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.ModelVersion;
import dev.triptych.v1.RankCandidate;
import dev.triptych.v1.RankQuery;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankServiceGrpc;
import dev.triptych.v1.RankTerm;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The fields beyond the defaults: label sets, terms, features, and what listings say of them. */
class TaskFieldsTest {
    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @Test
    void classify_badOptions_failTheCallWithTheirField() {
        refused(ClassifyRequest.newBuilder().addLabels("a").setLabelSet("pets")).at("label_set");
        for (float bad : new float[] {0, -1, 1e-4f, 1001, Float.NaN}) {
            refused(options(ClassifyOptions.newBuilder().setTemperature(bad))).at("options.temperature");
        }
        refused(options(ClassifyOptions.newBuilder().setActivationValue(9))).at("options.activation");
        refused(ClassifyRequest.newBuilder().addLabels(" \t")).at("labels[0]");
        Refusal.of(() -> classify(ClassifyRequest.newBuilder().addAllTemplates(Collections.nCopies(257, "{}"))))
                .is(Reason.BATCH_TOO_LARGE, "256")
                .at("templates");
    }

    @Test
    void classify_askedActivation_standsInTheAnswer() {
        edge.catalog.put(Samples.clip("1", State.READY, dev.triptych.spi.model.Activation.SIGMOID));
        assertThat(classify(options(ClassifyOptions.newBuilder().setActivation(Activation.ACTIVATION_SOFTMAX)))
                        .getResults(0)
                        .getClassification()
                        .getActivation())
                .isEqualTo(Activation.ACTIVATION_SOFTMAX);
    }

    @Test
    void rank_badTerms_failTheirQueryAlone() {
        RankQuery.Builder both = RankQuery.newBuilder().setContent(text("a")).addTerms(term("b", 1));
        RankQuery.Builder heavy = RankQuery.newBuilder().addTerms(term("a", 1)).addTerms(term("b", 101));
        RankQuery.Builder empty = RankQuery.newBuilder().addTerms(RankTerm.getDefaultInstance());
        RankQuery.Builder many = RankQuery.newBuilder();
        RankQuery.Builder good = RankQuery.newBuilder().addTerms(term("a", -100));
        RankResponse response = rank(RankRequest.newBuilder()
                .addQueries(both)
                .addQueries(heavy)
                .addQueries(empty)
                .addQueries(good)
                .addQueries(many));

        Refusal.of(response.getResults(0).getError()).is(Reason.FIELD_INVALID).at("queries[0].terms");
        Refusal.of(response.getResults(1).getError())
                .is(Reason.FIELD_INVALID, "101", "-100 to 100")
                .at("queries[1].terms[1].weight");
        Refusal.of(response.getResults(2).getError()).is(Reason.FIELD_MISSING).at("queries[2].terms[0].content");
        assertThat(response.getResults(3).hasRanking()).isTrue();
        Refusal.of(response.getResults(4).getError()).is(Reason.FIELD_MISSING).at("queries[4].content");
        Refusal.of(() -> rank(RankRequest.newBuilder()
                        .addQueries(RankQuery.newBuilder().addAllTerms(Collections.nCopies(16, term("a", 1))))))
                .is(Reason.BATCH_TOO_LARGE);
    }

    @Test
    void features_items_comeWithTheirNamesAndShapes() {
        edge.catalog.put(rich());
        FeaturesResponse response = features(FeaturesRequest.newBuilder()
                .addItems(FeaturesItem.newBuilder().setContent(text("abc")).setId("x"))
                .addItems(FeaturesItem.getDefaultInstance())
                .addFeatures("pooled"));

        assertThat(response.getResults(0).getId()).isEqualTo("x");
        assertThat(response.getResults(0).getFeatures().getTensors(0).getName()).isEqualTo("pooled");
        assertThat(response.getResults(0)
                        .getFeatures()
                        .getTensors(0)
                        .getTensor()
                        .getShapeList())
                .containsExactly(1L);
        Refusal.of(response.getResults(1).getError()).is(Reason.FIELD_MISSING).at("items[1].content");
        Refusal.of(() -> features(FeaturesRequest.newBuilder()
                        .addItems(FeaturesItem.newBuilder().setContent(text("abc")))))
                .is(Reason.FIELD_MISSING)
                .at("features");
    }

    @Test
    void getModel_rich_tellsPromptsCutsFeaturesAndLabelSets() {
        edge.catalog.put(rich());
        ModelVersion version = models().getModel(
                        GetModelRequest.newBuilder().setName("rich").build())
                .getModel()
                .getVersions(0);

        assertThat(version.getPrompts(0).getPrefix()).isEqualTo("query: ");
        assertThat(version.getDefaultPrompt()).isEqualTo("query");
        assertThat(version.getSpaces(0).getShorterDimsList()).containsExactly(2);
        assertThat(version.getFeatures(0).getShapeList()).containsExactly(-1L, 8L);
        assertThat(version.getLabelSets(0).getCount()).isEqualTo(1);
        assertThat(version.getOwnLabels().getCount()).isEqualTo(2);
        assertThat(version.getActivation()).isEqualTo(Activation.ACTIVATION_SIGMOID);
        assertThat(version.getWarningsList()).containsExactly("assumed");
        assertThat(models().listModels(ListModelsRequest.getDefaultInstance())
                        .getServer()
                        .getLabelSets(0)
                        .getName())
                .isEqualTo("pets");
    }

    @Test
    void listLabels_pages_giveEveryLabelOnce() {
        edge.catalog.put(rich());
        ListLabelsResponse first =
                labels(ListLabelsRequest.newBuilder().setLabelSet("pets").setPageSize(2));
        assertThat(first.getLabelsList()).containsExactly("cat", "dog");
        assertThat(first.getTotal()).isEqualTo(3);
        ListLabelsResponse rest =
                labels(ListLabelsRequest.newBuilder().setLabelSet("pets").setPageToken(first.getNextPageToken()));
        assertThat(rest.getLabelsList()).containsExactly("fish");
        assertThat(rest.getNextPageToken()).isEmpty();
        assertThat(labels(ListLabelsRequest.newBuilder().setModel("rich")).getLabelsList())
                .containsExactly("yes", "no");
        assertThat(labels(ListLabelsRequest.newBuilder().setModel("rich").setLabelSet("own"))
                        .getLabelsList())
                .containsExactly("only");
        Refusal.of(() -> labels(ListLabelsRequest.newBuilder().setModel("rich").setLabelSet("none")))
                .is(Reason.LABEL_SET_UNKNOWN)
                .at("label_set");
        Refusal.of(() -> labels(ListLabelsRequest.newBuilder()))
                .is(Reason.FIELD_MISSING)
                .at("label_set");
        Refusal.of(() -> labels(
                        ListLabelsRequest.newBuilder().setLabelSet("pets").setPageToken("x")))
                .is(Reason.FIELD_INVALID)
                .at("page_token");
    }

    private static ModelListing rich() {
        Set<Modality> text = Set.of(Modality.TEXT);
        return new ModelListing(
                "rich",
                "1",
                State.READY,
                null,
                "",
                "onnxruntime cpu:0",
                new ModelInfo("text", Map.of(), new ModelInfo.Limits(77, 0)),
                Map.of(TaskKind.FEATURES, text),
                List.of(new SpaceListing(
                        Samples.SPACE, text, true, new Prompts(Map.of("query", "query: "), "query"), List.of(2))),
                null,
                Map.of(),
                List.of("assumed"),
                new Offers(
                        new HeadListing(List.of("yes", "no"), dev.triptych.spi.model.Activation.SIGMOID),
                        List.of(new Feature(
                                Feature.TOKENS, text, DType.FP32, List.of(Feature.VARIES, 8L), "One a token.")),
                        Map.of("own", List.of("only"))));
    }

    private static ClassifyRequest.Builder options(ClassifyOptions.Builder options) {
        return ClassifyRequest.newBuilder().setOptions(options);
    }

    private Refusal refused(ClassifyRequest.Builder request) {
        return Refusal.of(() -> classify(request)).is(Reason.FIELD_INVALID);
    }

    private dev.triptych.v1.ClassifyResponse classify(ClassifyRequest.Builder request) {
        return ClassifyServiceGrpc.newBlockingStub(edge.channel)
                .classify(request.addItems(ClassifyItem.newBuilder().setContent(text("abc")))
                        .build());
    }

    private RankResponse rank(RankRequest.Builder request) {
        return RankServiceGrpc.newBlockingStub(edge.channel)
                .rank(request.addCandidates(RankCandidate.newBuilder().setContent(text("c")))
                        .build());
    }

    private FeaturesResponse features(FeaturesRequest.Builder request) {
        return FeaturesServiceGrpc.newBlockingStub(edge.channel).features(request.build());
    }

    private ListLabelsResponse labels(ListLabelsRequest.Builder request) {
        return models().listLabels(request.build());
    }

    private ModelServiceGrpc.ModelServiceBlockingStub models() {
        return ModelServiceGrpc.newBlockingStub(edge.channel);
    }

    private static RankTerm term(String text, float weight) {
        return RankTerm.newBuilder().setContent(text(text)).setWeight(weight).build();
    }

    private static Content text(String text) {
        return Content.newBuilder().setText(text).build();
    }
}
