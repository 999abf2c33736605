package dev.triptych.runtime.model;

import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.plugin.PluginGuard;
import dev.triptych.runtime.serving.ModelTotals;
import dev.triptych.runtime.serving.StageTotals;
import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.ZeroShot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model that has been loaded, with what it said of itself asked once.
 *
 * @param model the model; called through the guard only
 * @param digest of all that its answers depend on: family, weights, configuration, device; in hex
 * @param guard what stands around every call into it
 * @param info what it is
 * @param embedders its embedders, the main one first
 * @param zeroShot how it scores labels
 * @param classifier its trained head
 * @param extractor what gives out its features
 * @param labelSets the label sets of its folder
 * @param graphs its raw graphs by name; a plain tensor model's own is named as an empty string
 * @param stages its stages
 * @param place the device it runs on
 * @param warnings what was assumed at load
 * @param items how its items ended so far
 */
public record Loaded(
        Model model,
        String digest,
        PluginGuard guard,
        ModelInfo info,
        List<Embedder> embedders,
        Optional<ZeroShot> zeroShot,
        Optional<Classifier> classifier,
        Optional<FeatureExtractor> extractor,
        Map<String, List<String>> labelSets,
        Map<String, RawGraph> graphs,
        List<StageImpl> stages,
        String place,
        List<String> warnings,
        ItemTally items) {
    public Loaded {
        embedders = List.copyOf(embedders);
        graphs = Map.copyOf(graphs);
        stages = List.copyOf(stages);
        warnings = List.copyOf(warnings);
    }

    /** The capabilities of a kind, the main one first; those asked for by every call are not asked of the plugin again. */
    public <T extends Capability> List<T> all(Class<T> kind) {
        if (kind == Embedder.class) {
            return embedders.stream().map(kind::cast).toList();
        }
        if (kind == ZeroShot.class) {
            return zeroShot.stream().map(kind::cast).toList();
        }
        if (kind == Classifier.class) {
            return classifier.stream().map(kind::cast).toList();
        }
        if (kind == FeatureExtractor.class) {
            return extractor.stream().map(kind::cast).toList();
        }
        return guard.call("all", () -> model.all(kind));
    }

    /** What became of what was asked of it so far. */
    ModelTotals totals() {
        Map<String, StageTotals> raw = new TreeMap<>();
        graphs.forEach((name, graph) -> {
            if (graph.stage() instanceof StageImpl stage) {
                raw.put(name, stage.totals());
            }
        });
        return new ModelTotals(
                items.done(),
                items.failed(),
                items.hits(),
                items.misses(),
                stages.stream().map(StageImpl::totals).toList(),
                raw);
    }

    /** The names under which its graphs take raw tensors. */
    public List<String> rawNames(String name) {
        return graphs.keySet().stream()
                .sorted()
                .map(graph -> graph.isEmpty() ? name : name + "." + graph)
                .toList();
    }
}
