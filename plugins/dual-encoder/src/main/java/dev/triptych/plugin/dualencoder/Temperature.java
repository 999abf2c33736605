package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Affine;
import dev.triptych.spi.model.Activation;
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
        OptionalDouble bias = overrides.number("logit_bias");
        if (stated.isPresent() && stated.getAsDouble() <= 0) {
            throw overrides.wrong("logit_scale", "above 0: the multiplier of the cosine, after the exponential");
        }
        if (stated.isPresent() && (bias.isPresent() || !biased(layout, overrides))) {
            return Optional.of(new Affine(stated.getAsDouble(), bias.orElse(0)));
        }
        Optional<Affine> fromGraph = layout.logits().flatMap(logits -> read(logits, context));
        if (fromGraph.isPresent()) {
            Affine graph = fromGraph.get();
            return Optional.of(new Affine(stated.orElse(graph.scale()), bias.orElse(graph.bias())));
        }
        if (stated.isEmpty() && layout.trained().isPresent()) {
            return Optional.of(assumed(layout.trained().get(), bias, context));
        }
        context.warn("no temperature: classification is not served; state "
                + (layout.activation() == Activation.SIGMOID ? "logit_scale and logit_bias" : "logit_scale")
                + " in model.yaml");
        return Optional.empty();
    }

    // A softmax does not see what is added to all logits; a logistic function needs it.
    private static boolean biased(Layout layout, Yaml overrides) {
        return layout.activation() == Activation.SIGMOID
                && !overrides.text("activation").orElse("").equals("softmax");
    }

    private static Affine assumed(Affine trained, OptionalDouble bias, LoadContext context) {
        context.warn("no temperature in the graph or in model.yaml: scores assume logit_scale " + trained.scale()
                + ", the value that trained models of this family end with; state it in model.yaml");
        return new Affine(trained.scale(), bias.orElse(trained.bias()));
    }

    private static Optional<Affine> read(Layout.Logits logits, LoadContext context) {
        try {
            return context.source(logits.graph()).affine(logits.output()).filter(found -> found.scale() > 0);
        } catch (TaskException unreadable) {
            if (logits.towers()) {
                throw unreadable;
            }
            context.warn(Quoted.text(logits.graph()) + " lies beside the towers but cannot be read: "
                    + unreadable.getMessage());
            return Optional.empty();
        }
    }
}
