package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.SpaceListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelListing.ZeroShotListing;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.Modality;
import dev.triptych.v1.Model;
import dev.triptych.v1.ModelFailure;
import dev.triptych.v1.ModelLimits;
import dev.triptych.v1.ModelState;
import dev.triptych.v1.ModelVersion;
import dev.triptych.v1.OwnLabels;
import dev.triptych.v1.Space;
import dev.triptych.v1.Task;
import dev.triptych.v1.TaskSupport;
import java.util.Collection;
import java.util.List;

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
        listing.graphs().keySet().stream()
                .sorted()
                .map(graph -> graph.isEmpty() ? listing.name() : listing.name() + "." + graph)
                .forEach(version::addGraphs);
        return version.build();
    }

    private static void tasks(ModelListing listing, ModelVersion.Builder version) {
        listing.tasks().entrySet().stream()
                .filter(entry -> entry.getKey() != TaskKind.INFER)
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(entry -> version.addTasks(TaskSupport.newBuilder()
                        .setTask(task(entry.getKey()))
                        .addAllModalities(modalities(entry.getValue()))));
    }

    private static void zeroShot(ModelListing listing, ModelVersion.Builder version) {
        ZeroShotListing zeroShot = listing.zeroShot();
        if (zeroShot == null) {
            return;
        }
        version.setLogitScale((float) zeroShot.logitScale()).setLogitBias((float) zeroShot.logitBias());
        if (!zeroShot.labels().isEmpty()) {
            version.setOwnLabels(
                    OwnLabels.newBuilder().setCount(zeroShot.labels().size()));
        }
    }

    private static Space space(SpaceListing listing) {
        return Space.newBuilder()
                .setId(listing.space().id())
                .setDim(listing.space().dim())
                .addAllModalities(modalities(listing.modalities()))
                .setNormalized(listing.contrastive())
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
            case INFER -> throw new IllegalArgumentException("raw inference is no task of the typed API");
        };
    }
}
