package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.SpaceListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelListing.ZeroShotListing;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.Prompts;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.Activation;
import dev.triptych.v1.Feature;
import dev.triptych.v1.LabelSet;
import dev.triptych.v1.Modality;
import dev.triptych.v1.Model;
import dev.triptych.v1.ModelFailure;
import dev.triptych.v1.ModelLimits;
import dev.triptych.v1.ModelState;
import dev.triptych.v1.ModelVersion;
import dev.triptych.v1.OwnLabels;
import dev.triptych.v1.Prompt;
import dev.triptych.v1.Space;
import dev.triptych.v1.Task;
import dev.triptych.v1.TaskSupport;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writes listings. */
final class ListingCodec {

    private ListingCodec() {}

    /** A model from all its versions, in any order; at least one. */
    static Model model(List<ModelListing> versions) {
        List<ModelListing> newestFirst = versions.stream().sorted(Models.NEWEST).toList();
        Model.Builder model = Model.newBuilder().setName(newestFirst.get(0).name());
        newestFirst.forEach(version -> model.addVersions(version(version)));
        newestFirst.stream()
                .filter(version -> version.state() == State.READY)
                .findFirst()
                .ifPresent(version -> model.setDefaultVersion(version.version()));
        return model.build();
    }

    private static ModelVersion version(ModelListing listing) {
        ModelVersion.Builder version = ModelVersion.newBuilder()
                .setVersion(listing.version())
                .setState(state(listing.state()))
                .setBackend(listing.backend());
        if (listing.state() == State.FAILED) {
            version.setFailure(ModelFailure.newBuilder()
                    .setReason(listing.reason() == null ? "" : listing.reason().name())
                    .setMessage(listing.message()));
        }
        ModelInfo info = listing.info();
        if (info != null) {
            version.setFamily(info.family())
                    .setLimits(ModelLimits.newBuilder()
                            .setMaxTextTokens(info.limits().textTokens())
                            .setMaxImagePixels(info.limits().imagePixels()));
        }
        tasks(listing, version);
        listing.spaces().forEach(space -> version.addSpaces(space(space)));
        zeroShot(listing, version);
        offers(listing, version);
        listing.graphs().keySet().stream()
                .sorted()
                .map(graph -> graph.isEmpty() ? listing.name() : listing.name() + "." + graph)
                .forEach(version::addGraphs);
        return version.build();
    }

    private static void tasks(ModelListing listing, ModelVersion.Builder version) {
        listing.tasks().entrySet().stream()
                .filter(entry -> entry.getKey() != TaskKind.INFER)
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> version.addTasks(TaskSupport.newBuilder()
                        .setTask(task(entry.getKey()))
                        .addAllModalities(modalities(entry.getValue()))));
    }

    private static void zeroShot(ModelListing listing, ModelVersion.Builder version) {
        ZeroShotListing zeroShot = listing.zeroShot();
        if (zeroShot == null) {
            return;
        }
        version.setLogitScale((float) zeroShot.logitScale())
                .setLogitBias((float) zeroShot.logitBias())
                .addAllTemplates(zeroShot.templates());
    }

    private static void offers(ModelListing listing, ModelVersion.Builder version) {
        if (!listing.ownLabels().isEmpty()) {
            version.setOwnLabels(
                    OwnLabels.newBuilder().setCount(listing.ownLabels().size()));
        }
        dev.triptych.spi.model.Activation trained = listing.activation();
        if (trained != null) {
            version.setActivation(activation(trained));
        }
        if (!listing.spaces().isEmpty()) {
            Prompts prompts = listing.spaces().get(0).prompts();
            version.setDefaultPrompt(prompts.standard());
            prompts.prefixes()
                    .forEach((name, prefix) ->
                            version.addPrompts(Prompt.newBuilder().setName(name).setPrefix(prefix)));
        }
        listing.offers().features().forEach(feature -> version.addFeatures(feature(feature)));
        version.addAllLabelSets(labelSets(listing.offers().labelSets())).addAllWarnings(listing.warnings());
    }

    private static Feature feature(dev.triptych.spi.model.Feature feature) {
        return Feature.newBuilder()
                .setName(feature.name())
                .addAllModalities(modalities(feature.modalities()))
                .setDtype(DataTypes.of(feature.type()))
                .addAllShape(feature.dims())
                .setMeaning(feature.meaning())
                .build();
    }

    /** Label sets with their counts, by name. */
    static List<LabelSet> labelSets(Map<String, List<String>> sets) {
        return sets.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(set -> LabelSet.newBuilder()
                        .setName(set.getKey())
                        .setCount(set.getValue().size())
                        .build())
                .toList();
    }

    static Activation activation(dev.triptych.spi.model.Activation activation) {
        return switch (activation) {
            case SOFTMAX -> Activation.ACTIVATION_SOFTMAX;
            case SIGMOID -> Activation.ACTIVATION_SIGMOID;
        };
    }

    private static Space space(SpaceListing listing) {
        return Space.newBuilder()
                .setId(listing.space().id())
                .setDim(listing.space().dim())
                .addAllModalities(modalities(listing.modalities()))
                .setNormalized(listing.contrastive())
                .addAllShorterDims(listing.shorter())
                .build();
    }

    private static List<Modality> modalities(Collection<dev.triptych.spi.content.Modality> modalities) {
        return modalities.stream().sorted().map(ListingCodec::modality).toList();
    }

    private static Modality modality(dev.triptych.spi.content.Modality modality) {
        return switch (modality) {
            case TEXT -> Modality.MODALITY_TEXT;
            case IMAGE -> Modality.MODALITY_IMAGE;
            case AUDIO -> Modality.MODALITY_AUDIO;
            case VIDEO -> Modality.MODALITY_VIDEO;
            case FEATURES -> Modality.MODALITY_TENSOR;
            case PARTS -> Modality.MODALITY_PARTS;
        };
    }

    private static ModelState state(State state) {
        return switch (state) {
            case LOADING -> ModelState.MODEL_STATE_LOADING;
            case READY -> ModelState.MODEL_STATE_READY;
            case FAILED -> ModelState.MODEL_STATE_FAILED;
            case UNLOADING -> ModelState.MODEL_STATE_UNLOADING;
        };
    }

    private static Task task(TaskKind task) {
        return switch (task) {
            case EMBED -> Task.TASK_EMBED;
            case CLASSIFY -> Task.TASK_CLASSIFY;
            case RANK -> Task.TASK_RANK;
            case FEATURES -> Task.TASK_FEATURES;
            case INFER -> throw new IllegalArgumentException("raw inference is no task of the typed API");
        };
    }
}
