package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.ExternalData.Found;
import dev.triptych.runtime.graph.OnnxModel.External;
import dev.triptych.runtime.graph.OnnxModel.Node;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Works out single numbers that a graph makes from its weights alone, such as {@code exp(logit_scale)}. Used once. */
final class Scalars {
    private static final int MAX_STEPS = 256;

    private final OnnxFile file;
    private final Map<String, Integer> makers;
    private final Map<String, Weight> weights = new HashMap<>();
    private int steps;

    Scalars(OnnxFile file, Map<String, Integer> makers) {
        this.file = file;
        this.makers = makers;
        file.model().graph().weights().forEach(weight -> weights.put(weight.name(), weight));
    }

    /** The number behind a name; null when it is no single number, or hangs on an input. */
    @Nullable Double value(String name) {
        if (++steps > MAX_STEPS) {
            return null;
        }
        Weight weight = weights.get(name);
        if (weight != null) {
            return weight.scalar() != null ? weight.scalar() : external(weight);
        }
        Integer maker = makers.get(name);
        return maker == null ? null : compute(file.model().graph().nodes().get(maker));
    }

    private @Nullable Double compute(Node node) {
        if (!node.domain().isEmpty()) {
            return null;
        }
        return switch (node.op()) {
            case "Constant" -> node.constant();
            case "Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Transpose" -> first(node);
            case "Exp" -> map(first(node), Math::exp);
            case "Neg" -> map(first(node), x -> -x);
            case "Sqrt" -> map(first(node), Math::sqrt);
            case "Reciprocal" -> map(first(node), x -> 1 / x);
            case "Mul" -> both(node, (a, b) -> a * b);
            case "Div" -> both(node, (a, b) -> a / b);
            case "Add" -> both(node, Double::sum);
            case "Sub" -> both(node, (a, b) -> a - b);
            case "Min" -> both(node, Math::min);
            case "Max" -> both(node, Math::max);
            case "Clip" -> clip(node);
            default -> null;
        };
    }

    private @Nullable Double clip(Node node) {
        Double x = first(node);
        // Before operator set 11 the bounds are attributes, which are not read.
        if (x == null || node.inputs().size() < 2) {
            return null;
        }
        for (int i = 1; i < Math.min(3, node.inputs().size()); i++) {
            String name = node.inputs().get(i);
            if (!name.isEmpty()) {
                Double bound = value(name);
                if (bound == null) {
                    return null;
                }
                x = i == 1 ? Math.max(x, bound) : Math.min(x, bound);
            }
        }
        return x;
    }

    private @Nullable Double first(Node node) {
        return node.inputs().isEmpty() ? null : value(node.inputs().get(0));
    }

    private static @Nullable Double map(@Nullable Double x, DoubleUnaryOperator f) {
        return x == null ? null : Double.valueOf(f.applyAsDouble(x));
    }

    private @Nullable Double both(Node node, DoubleBinaryOperator f) {
        List<String> inputs = node.inputs();
        if (inputs.size() != 2) {
            return null;
        }
        Double a = value(inputs.get(0));
        Double b = a == null ? null : value(inputs.get(1));
        return a == null || b == null ? null : Double.valueOf(f.applyAsDouble(a, b));
    }

    private @Nullable Double external(Weight weight) {
        External external = weight.external();
        Found found = external == null ? null : file.external().get(external.location());
        ElementType type = ElementType.of(weight.type()).orElse(ElementType.UNDEFINED);
        if (external == null || found == null || weight.elements() != 1 || weight.bytes() > 8) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).limit((int) weight.bytes());
        try (FileChannel channel = FileChannel.open(found.real(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (bytes.hasRemaining() && channel.read(bytes, external.offset() + bytes.position()) >= 0) {}
        } catch (IOException e) {
            throw Trouble.failed(file.name(), "has external data that cannot be read", e);
        }
        return bytes.hasRemaining() ? null : Scalar.decode(type, bytes.clear());
    }
}
