package dev.triptych.towers;

import dev.triptych.media.text.Tokens;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Scalars;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Lays a text's tokens out for the inputs of one graph, all {@code [batch, length]}. */
final class TokenPorts {
    /** What an input wants to know of a token. */
    private enum Role {
        IDS,
        MASK,
        TYPES,
        POSITIONS;

        static Optional<Role> of(String port) {
            return switch (port) {
                case "input_ids", "text", "tokens", "ids" -> Optional.of(IDS);
                case "attention_mask" -> Optional.of(MASK);
                case "token_type_ids" -> Optional.of(TYPES);
                case "position_ids" -> Optional.of(POSITIONS);
                default -> Optional.empty();
            };
        }

        boolean takes(DType type) {
            return switch (type) {
                case INT64, INT32 -> true;
                case BOOL, FP32, FP16 -> this == MASK;
                default -> false;
            };
        }
    }

    private final Graph graph;
    private final TextFeed feed;
    private final Map<Port, Role> roles = new LinkedHashMap<>();

    private TokenPorts(Graph graph, TextFeed feed) {
        this.graph = graph;
        this.feed = feed;
        graph.inputs().forEach(port -> roles.put(port, Role.of(port.name()).orElseThrow()));
    }

    /** The graph's ports, declared; {@link Reason#MODEL_UNSUPPORTED} for one that no token can fill. */
    static TokenPorts of(Graph graph, TextFeed wanted) {
        if (graph.inputs().stream().noneMatch(port -> Role.of(port.name()).equals(Optional.of(Role.IDS)))) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "the text tower needs the input input_ids; it has " + TowerOutputs.names(graph.inputs()));
        }
        graph.inputs().forEach(TokenPorts::check);
        TextFeed feed = fitted(graph, wanted);
        Port[] ports = graph.inputs().stream().map(port -> declared(port, feed)).toArray(Port[]::new);
        return new TokenPorts(graph.withPorts(ports), feed);
    }

    private static void check(Port port) {
        Optional<Role> role = Role.of(port.name());
        if (role.isEmpty() || port.dims().size() != 2) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "the text tower's input " + Quoted.text(port.name()) + " " + port.dims()
                            + " is not one of input_ids, attention_mask, token_type_ids and position_ids with two axes");
        }
        if (!role.get().takes(port.type())) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "the text tower's " + port.name() + " is " + port.type() + ", not INT64 or INT32");
        }
    }

    private static TextFeed fitted(Graph graph, TextFeed wanted) {
        long[] lengths = graph.inputs().stream()
                .mapToLong(port -> port.dims().get(1))
                .filter(length -> length >= 0)
                .distinct()
                .toArray();
        if (lengths.length > 1 || (lengths.length == 1 && lengths[0] < 4)) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "the text tower's inputs have fixed lengths of " + lengths[0] + " and "
                            + lengths[lengths.length - 1] + "; one length, of 4 or more, was expected");
        }
        if (lengths.length == 0) {
            return wanted;
        }
        TextFeed.Padding filled =
                wanted.padding() == TextFeed.Padding.LONGEST ? TextFeed.Padding.FULL : wanted.padding();
        return wanted.filled(filled).cutTo(Math.toIntExact(lengths[0]));
    }

    private static Port declared(Port port, TextFeed feed) {
        if (feed.padding() == TextFeed.Padding.LONGEST) {
            double pad = Role.of(port.name()).equals(Optional.of(Role.IDS)) ? feed.padId() : 0;
            return port.batchedAlong(0).padded(pad, List.of(new Pad(1, 0)));
        }
        List<Long> dims = List.of(port.dims().get(0), (long) feed.maxLength());
        return new Port(port.name(), port.type(), dims, 0, List.of(), 0);
    }

    /** The same with the tokenizer's pad token, where that is wanted; {@link Reason#CONFIG_INVALID} when it has none. */
    TokenPorts padBy(OptionalInt tokenizersOwn) {
        if (feed.padId() != TextFeed.TOKENIZERS_OWN) {
            return this;
        }
        int id = tokenizersOwn.orElseThrow(() -> TaskException.of(
                Reason.CONFIG_INVALID,
                "texts are filled up to " + feed.maxLength()
                        + " tokens, but no padding token is known; state pad_token in tokenizer_config.json"));
        return new TokenPorts(graph, feed.with(id));
    }

    /** The graph with its inputs declared. */
    Graph graph() {
        return graph;
    }

    /** How tokens are laid out, fitted to the graph. */
    TextFeed feed() {
        return feed;
    }

    /** How many rows a batch may have, no more than wanted. */
    int maxRows(int wanted) {
        return roles.keySet().stream()
                .mapToInt(port -> Tower.maxRows(port, wanted))
                .min()
                .orElse(wanted);
    }

    /** Places that are filled for a text of so many tokens. */
    int places(int tokens) {
        return feed.padding() == TextFeed.Padding.LONGEST ? tokens : feed.maxLength();
    }

    /** One tensor for each input, [1, places]; all or none. */
    Tensors tensors(Tokens tokens, TensorAllocator allocator) {
        Map<String, Tensor> byPort = new LinkedHashMap<>();
        try {
            roles.forEach((port, role) -> byPort.put(port.name(), row(port.type(), role, tokens, allocator)));
        } catch (RuntimeException failed) {
            byPort.values().forEach(Tensor::close);
            throw failed;
        }
        return Tensors.of(byPort);
    }

    private Tensor row(DType type, Role role, Tokens tokens, TensorAllocator allocator) {
        int places = places(tokens.length());
        try (TensorBuilder builder = allocator.allocate(type, 1, places)) {
            for (int at = 0; at < places; at++) {
                Scalars.put(builder.buffer(), at * type.width(), type, value(role, tokens, at));
            }
            return builder.build();
        }
    }

    private double value(Role role, Tokens tokens, int at) {
        boolean own = at < tokens.length();
        return switch (role) {
            case IDS -> own ? tokens.ids()[at] : (double) feed.padId();
            case MASK -> own || feed.padding() == TextFeed.Padding.FULL_ATTENDED ? 1 : 0;
            case TYPES -> own ? tokens.typeIds()[at] : 0;
            case POSITIONS -> at;
        };
    }
}
