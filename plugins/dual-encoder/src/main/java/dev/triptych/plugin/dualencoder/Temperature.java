package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.graph.Affine;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.towers.Yaml;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Finds the multiplier of the cosine: what the operator states, else what the graph computes, else what trained models
 * of the family have, with a warning. A configuration's initial value is never taken.
 */
final class Temperature {
    private Temperature() {}

    /** Scale and bias, or nothing when neither folder nor family tells. */
    static Optional<Affine> find(Layout layout, Yaml overrides, LoadContext context) {
        OptionalDouble stated = overrides.number("logit_scale");
        OptionalDouble statedBias = overrides.number("logit_bias");
        if (stated.isPresent()) {
            if (stated.getAsDouble() <= 0) {
                throw overrides.wrong("logit_scale", "above 0: the multiplier of the cosine, after the exponential");
            }
            return Optional.of(new Affine(stated.getAsDouble(), bias(statedBias, layout, context)));
        }
        Optional<Affine> fromGraph =
                layout.logits().flatMap(logits -> context.source(logits.graph()).affine(logits.output()));
        if (fromGraph.isPresent() && fromGraph.get().scale() > 0) {
            return fromGraph.map(affine -> new Affine(affine.scale(), statedBias.orElse(affine.bias())));
        }
        if (layout.trained().isPresent()) {
            Affine trained = layout.trained().get();
            context.warn("no temperature in the graph or in model.yaml: scores assume logit_scale " + trained.scale()
                    + (trained.bias() == 0 ? "" : " and logit_bias " + trained.bias())
                    + ", the values that trained models of this family end with; state them in model.yaml");
            return Optional.of(new Affine(trained.scale(), statedBias.orElse(trained.bias())));
        }
        context.warn("no temperature: classification is not served; state logit_scale in model.yaml");
        return Optional.empty();
    }

    private static double bias(OptionalDouble stated, Layout layout, LoadContext context) {
        double trained = layout.trained().map(Affine::bias).orElse(0.0);
        if (stated.isEmpty() && trained != 0) {
            context.warn("model.yaml states logit_scale but no logit_bias: scores assume " + trained
                    + ", the value that trained models of this family end with");
        }
        return stated.orElse(trained);
    }
}
