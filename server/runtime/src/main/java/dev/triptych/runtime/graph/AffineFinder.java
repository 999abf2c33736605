package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.Node;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import dev.triptych.spi.graph.Affine;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the scale and bias that a graph applies last to an output, walking back from it over steps that only move or scale
 * numbers.
 *
 * <p>Stops at a product of matrices, but looks at its two sides: some exports scale one side's vectors instead of the
 * product, which is the same number. Used once.
 */
final class AffineFinder {
    private static final int MAX_STEPS = 64;

    private final OnnxFile file;
    private final Map<String, Integer> makers;
    private final Scalars scalars;
    private double scale = 1;
    private double bias;
    private boolean found;

    private AffineFinder(OnnxFile file) {
        this.file = file;
        this.makers = Reachability.makers(file.model().graph());
        this.scalars = new Scalars(file, makers);
    }

    /** The scale and bias of an output; empty when it does not end that way. */
    static Optional<Affine> find(OnnxFile file, String output) {
        AffineFinder finder = new AffineFinder(file);
        Node stop = finder.walk(output, true);
        if (stop != null && stop.op().equals("MatMul") && finder.products(stop)) {
            stop.inputs().forEach(side -> finder.walk(side, false));
        }
        boolean usable = finder.found && Double.isFinite(finder.scale) && Double.isFinite(finder.bias);
        return usable ? Optional.of(new Affine(finder.scale, finder.bias)) : Optional.empty();
    }

    /** Walks back from a value; returns the node it stops at, null at an input or weight. */
    private @Nullable Node walk(String from, boolean shifts) {
        String name = from;
        for (int i = 0; i < MAX_STEPS; i++) {
            Node node = maker(name);
            String before = node == null ? null : step(node, shifts);
            if (before == null) {
                return node;
            }
            name = before;
        }
        return null;
    }

    /** Takes one step back over a node, noting what it does; null when it is no such step. */
    private @Nullable String step(Node node, boolean shifts) {
        List<String> inputs = node.inputs();
        if (!node.domain().isEmpty() || inputs.isEmpty()) {
            return null;
        }
        return switch (node.op()) {
            case "Identity", "Cast", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "Flatten" -> inputs.get(0);
            case "Neg" -> times(-1, inputs.get(0));
            case "Mul", "Div", "Add", "Sub" -> binary(node, shifts);
            default -> null;
        };
    }

    private @Nullable String binary(Node node, boolean shifts) {
        if (node.inputs().size() != 2) {
            return null;
        }
        String left = node.inputs().get(0);
        String right = node.inputs().get(1);
        Double second = scalars.value(right);
        Double first = second == null ? scalars.value(left) : null;
        if (second != null) {
            return switch (node.op()) {
                case "Mul" -> times(second, left);
                case "Div" -> times(1 / second, left);
                case "Add" -> shifts ? plus(second, left) : null;
                default -> shifts ? plus(-second, left) : null;
            };
        }
        if (first == null) {
            return null;
        }
        return switch (node.op()) {
            case "Mul" -> times(first, right);
            case "Add" -> shifts ? plus(first, right) : null;
            case "Sub" -> shifts ? times(-1, plus(first, right)) : null;
            default -> null;
        };
    }

    private String times(double factor, String rest) {
        scale *= factor;
        found = true;
        return rest;
    }

    private String plus(double term, String rest) {
        bias += scale * term;
        found = true;
        return rest;
    }

    /** Whether both sides of a product come from the inputs: one by a weight is a layer, not a similarity. */
    private boolean products(Node product) {
        Set<String> weights = new HashSet<>();
        for (Weight weight : file.model().graph().weights()) {
            weights.add(weight.name());
        }
        return product.inputs().size() == 2
                && product.inputs().stream().noneMatch(side -> weights.contains(origin(side)));
    }

    private String origin(String side) {
        String name = side;
        for (int i = 0; i < MAX_STEPS; i++) {
            Node node = maker(name);
            if (node == null || node.inputs().size() != 1) {
                return name;
            }
            name = node.inputs().get(0);
        }
        return name;
    }

    private @Nullable Node maker(String name) {
        Integer index = makers.get(name);
        return index == null ? null : file.model().graph().nodes().get(index);
    }
}
