package dev.triptych.app.cli.measure;

import dev.triptych.app.cli.client.UsageException;
import dev.triptych.app.cli.measure.WorkOptions.Kind;
import dev.triptych.app.cli.measure.WorkOptions.Task;
import dev.triptych.client.ClassifyOptions;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.ModelInfo;
import dev.triptych.load.Caller;
import dev.triptych.load.call.Connections;
import dev.triptych.load.call.ItemsCaller;
import dev.triptych.load.call.RankCaller;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns what is asked into requests that fit the model. */
final class Work {
    private static final List<String> LABELS = List.of("cat", "dog", "house", "river");

    private final WorkOptions options;
    private final String model;
    private final Optional<ModelInfo.Version> facts;

    private Work(WorkOptions options, String model, Optional<ModelInfo.Version> facts) {
        this.options = options;
        this.model = model;
        this.facts = facts;
    }

    /**
     * Reads what the server says of a model.
     *
     * @param model its name or that of a graph; empty when one model is served
     * @param served all models of the server
     * @throws UsageException when it is not plain which model is meant
     */
    static Work of(WorkOptions options, String model, List<ModelInfo> served) {
        if (options.items < 1) {
            throw new UsageException("--items must be 1 or more, got " + options.items);
        }
        String name = model;
        if (name.isEmpty() && served.size() == 1) {
            name = served.get(0).name();
        }
        if (name.isEmpty()) {
            throw new UsageException("--model is needed: the server serves "
                    + served.stream().map(ModelInfo::name).sorted().toList());
        }
        String plain = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
        Optional<ModelInfo.Version> facts = served.stream()
                .filter(one -> one.name().equals(plain))
                .flatMap(one -> one.versions().stream())
                .filter(version -> version.state() == ModelInfo.State.READY)
                .findFirst();
        return new Work(options, name, facts);
    }

    /** The model's name. */
    String model() {
        return model;
    }

    /** The task: as asked, else the first that the model has. */
    Task task() {
        if (options.task != null) {
            return options.task;
        }
        Set<String> tasks = facts.map(one -> one.tasks().keySet()).orElse(Set.of());
        return tasks.contains("embed") ? Task.EMBED : tasks.contains("classify") ? Task.CLASSIFY : Task.INFER;
    }

    /**
     * The requests.
     *
     * @throws UsageException when the model cannot be asked so
     */
    Caller caller(Connections connections) {
        return switch (task()) {
            case EMBED -> items(connections, (client, items) -> client.embed(model, items, EmbedOptions.DEFAULTS));
            case CLASSIFY -> {
                ClassifyOptions chosen = ClassifyOptions.DEFAULTS.withLabels(labels());
                yield items(connections, (client, items) -> client.classify(model, items, chosen));
            }
            case FEATURES -> {
                List<String> names = features();
                yield items(connections, (client, items) -> client.features(model, items, names));
            }
            case RANK -> new RankCaller(connections, model, queries(), inputs(), options.items);
            case INFER -> TensorWork.caller(connections, options, model);
        };
    }

    private Caller items(Connections connections, ItemsCaller.Task call) {
        return new ItemsCaller(connections, call, inputs(), options.items);
    }

    private List<Input> inputs() {
        return Inputs.named(options).orElseGet(() -> Inputs.madeUp(options, kind()));
    }

    private Kind kind() {
        if (options.kind != null) {
            return options.kind;
        }
        Map<String, Set<String>> tasks = facts.map(ModelInfo.Version::tasks).orElse(Map.of());
        Set<String> takes = tasks.getOrDefault(task().name().toLowerCase(Locale.ROOT), Set.of());
        return takes.contains("text") && !takes.contains("image") ? Kind.TEXT : Kind.IMAGE;
    }

    private List<Input> queries() {
        return options.queries == null
                ? Inputs.texts(options)
                : options.queries.stream().map(Input::text).toList();
    }

    private List<String> labels() {
        if (options.labels != null) {
            return options.labels.stream().map(String::strip).toList();
        }
        return facts.map(ModelInfo.Version::ownLabels).orElse(0) > 0 ? List.of() : LABELS;
    }

    private List<String> features() {
        if (options.features != null) {
            return options.features;
        }
        return facts.flatMap(one -> one.offers().features().stream().findFirst())
                .map(feature -> List.of(feature.name()))
                .orElseThrow(() -> new UsageException("'" + model + "' has no features to ask for"));
    }
}
