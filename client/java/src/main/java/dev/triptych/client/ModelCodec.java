package dev.triptych.client;

import dev.triptych.v1.Activation;
import dev.triptych.v1.Feature;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.GetModelResponse;
import dev.triptych.v1.LabelSet;
import dev.triptych.v1.ListLabelsRequest;
import dev.triptych.v1.ListLabelsResponse;
import dev.triptych.v1.ListModelsRequest;
import dev.triptych.v1.ListModelsResponse;
import dev.triptych.v1.Modality;
import dev.triptych.v1.Model;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.ModelVersion;
import dev.triptych.v1.ServerLimits;
import dev.triptych.v1.Space;
import dev.triptych.v1.Task;
import dev.triptych.v1.TaskSupport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The model listing between the SDK's types and the wire's. */
final class ModelCodec {
    private ModelCodec() {}

    /**
     * A page of the listing.
     *
     * @param next token of the next page; empty on the last one
     */
    record Page(List<ModelInfo> models, String next, ServerInfo server) {}

    static Calls.Call<ListModelsRequest, ListModelsResponse, Page> page(String token) {
        ListModelsRequest request =
                ListModelsRequest.newBuilder().setPageToken(token).build();
        return new Calls.Call<>(ModelServiceGrpc.getListModelsMethod(), request, ModelCodec::read);
    }

    static Calls.Call<GetModelRequest, GetModelResponse, ModelInfo> get(String name) {
        GetModelRequest request = GetModelRequest.newBuilder().setName(name).build();
        return new Calls.Call<>(ModelServiceGrpc.getGetModelMethod(), request, answer -> model(answer.getModel()));
    }

    /**
     * A page of labels.
     *
     * @param next token of the next page; empty on the last one
     */
    record Labels(List<String> labels, String next) {}

    static Calls.Call<ListLabelsRequest, ListLabelsResponse, Labels> labels(
            String model, String labelSet, String token) {
        ModelName name = ModelName.of(model);
        ListLabelsRequest request = ListLabelsRequest.newBuilder()
                .setModel(name.name())
                .setModelVersion(name.version())
                .setLabelSet(labelSet)
                .setPageToken(token)
                .build();
        return new Calls.Call<>(
                ModelServiceGrpc.getListLabelsMethod(),
                request,
                answer -> new Labels(List.copyOf(answer.getLabelsList()), answer.getNextPageToken()));
    }

    private static Page read(ListModelsResponse answer) {
        ServerLimits limits = answer.getServer().getLimits();
        ServerInfo server = new ServerInfo(
                answer.getServer().getVersion(),
                limits.getMaxMessageBytes(),
                limits.getMaxItems(),
                limits.getMaxLabels(),
                limits.getMaxTextBytes(),
                limits.getMaxImagePixels(),
                limits.getMaxStreamItems(),
                sets(answer.getServer().getLabelSetsList()));
        List<ModelInfo> models =
                answer.getModelsList().stream().map(ModelCodec::model).toList();
        return new Page(models, answer.getNextPageToken(), server);
    }

    private static ModelInfo model(Model wire) {
        return new ModelInfo(
                wire.getName(),
                wire.getVersionsList().stream().map(ModelCodec::version).toList(),
                wire.getDefaultVersion());
    }

    private static ModelInfo.Version version(ModelVersion wire) {
        return new ModelInfo.Version(
                wire.getVersion(),
                state(wire),
                failure(wire),
                wire.getFamily(),
                wire.getBackend(),
                tasks(wire.getTasksList()),
                wire.getSpacesList().stream().map(ModelCodec::space).toList(),
                wire.getLimits().getMaxTextTokens(),
                wire.getLimits().getMaxImagePixels(),
                wire.getOwnLabels().getCount(),
                List.copyOf(wire.getGraphsList()),
                offers(wire));
    }

    private static ModelInfo.Offers offers(ModelVersion wire) {
        Map<String, String> prompts = new LinkedHashMap<>();
        wire.getPromptsList().forEach(prompt -> prompts.put(prompt.getName(), prompt.getPrefix()));
        return new ModelInfo.Offers(
                Collections.unmodifiableMap(prompts),
                wire.getDefaultPrompt(),
                wire.getFeaturesList().stream().map(ModelCodec::feature).toList(),
                sets(wire.getLabelSetsList()),
                wire.getActivation() == Activation.ACTIVATION_UNSPECIFIED
                        ? Optional.empty()
                        : Optional.of(Classification.Activation.of(wire.getActivation())),
                List.copyOf(wire.getTemplatesList()),
                List.copyOf(wire.getWarningsList()));
    }

    private static ModelInfo.Feature feature(Feature wire) {
        return new ModelInfo.Feature(
                wire.getName(),
                words(wire.getModalitiesList()),
                FeaturesCodec.dtype(wire.getDtype().name()),
                List.copyOf(wire.getShapeList()),
                wire.getMeaning());
    }

    private static Map<String, Integer> sets(List<LabelSet> wire) {
        Map<String, Integer> sets = new LinkedHashMap<>();
        wire.forEach(set -> sets.put(set.getName(), set.getCount()));
        return Collections.unmodifiableMap(sets);
    }

    private static ModelInfo.State state(ModelVersion wire) {
        return switch (wire.getState()) {
            case MODEL_STATE_LOADING -> ModelInfo.State.LOADING;
            case MODEL_STATE_READY -> ModelInfo.State.READY;
            case MODEL_STATE_FAILED -> ModelInfo.State.FAILED;
            case MODEL_STATE_UNLOADING -> ModelInfo.State.UNLOADING;
            case MODEL_STATE_UNLOADED -> ModelInfo.State.UNLOADED;
            case MODEL_STATE_UNSPECIFIED, UNRECOGNIZED -> ModelInfo.State.UNKNOWN;
        };
    }

    private static Optional<Failure> failure(ModelVersion wire) {
        if (!wire.hasFailure()) {
            return Optional.empty();
        }
        return Optional.of(new Failure(
                ErrorCode.FAILED_PRECONDITION,
                wire.getFailure().getReason(),
                wire.getFailure().getMessage(),
                Map.of(),
                List.of(),
                Optional.empty(),
                ""));
    }

    private static Map<String, Set<String>> tasks(List<TaskSupport> wire) {
        Map<String, Set<String>> tasks = new LinkedHashMap<>();
        wire.forEach(support -> tasks.put(word(support.getTask()), words(support.getModalitiesList())));
        return Collections.unmodifiableMap(tasks);
    }

    private static ModelInfo.Space space(Space wire) {
        return new ModelInfo.Space(
                wire.getId(),
                wire.getName(),
                wire.getDim(),
                words(wire.getModalitiesList()),
                wire.getNormalized(),
                List.copyOf(wire.getShorterDimsList()));
    }

    private static Set<String> words(List<Modality> modalities) {
        List<String> words = new ArrayList<>();
        modalities.forEach(modality -> words.add(word("MODALITY_", modality.name())));
        return Collections.unmodifiableSet(new LinkedHashSet<>(words));
    }

    private static String word(Task task) {
        return word("TASK_", task.name());
    }

    // UNRECOGNIZED, the name of numbers newer than this client, becomes a word like the others.
    private static String word(String prefix, String name) {
        String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return rest.toLowerCase(Locale.ROOT);
    }
}
