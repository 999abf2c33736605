package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.Named;
import dev.triptych.runtime.graph.OnnxModel.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code ValueInfoProto}: the name, element type and shape of an input or output. Used once. */
final class ValueParser {
    private String kind = "untyped";
    private int type;
    private @Nullable List<Long> dims;

    private ValueParser() {}

    /** Reads an input or output whole. */
    static Value parse(WireReader in, Span field) {
        ValueParser parser = new ValueParser();
        String name = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.name();
                case 2 -> parser.type(in.message());
                default -> in.skip();
            }
        }
        if (name.isEmpty()) {
            throw in.corrupt("an input or output has no name");
        }
        return new Value(name, parser.kind, parser.type, parser.dims, field);
    }

    /** Reads the name of a message whose first field is one, and skips the rest. */
    static Named named(WireReader in, WireReader parent) {
        String name = "";
        while (in.next()) {
            if (in.field() == 1) {
                name = in.name();
            } else {
                in.skip();
            }
        }
        return new Named(name, parent.span());
    }

    private void type(WireReader in) {
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    kind = "tensor";
                    tensor(in.message());
                }
                case 4 -> other(in, "sequence");
                case 5 -> other(in, "map");
                case 7 -> other(in, "opaque value");
                case 8 -> other(in, "sparse tensor");
                case 9 -> other(in, "optional value");
                default -> in.skip();
            }
        }
    }

    private void other(WireReader in, String name) {
        kind = name;
        in.skip();
    }

    private void tensor(WireReader in) {
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int32();
                case 2 -> dims = shape(in.message());
                default -> in.skip();
            }
        }
    }

    private static List<Long> shape(WireReader in) {
        List<Long> sizes = new ArrayList<>();
        while (in.next()) {
            if (in.field() == 1) {
                sizes.add(dim(in.message()));
            } else {
                in.skip();
            }
            if (sizes.size() > Budget.MAX_RANK) {
                throw in.corrupt("a shape has more than " + Budget.MAX_RANK + " axes");
            }
        }
        return List.copyOf(sizes);
    }

    /** A size: a name or nothing means free, and so do the negative sizes that some exporters write. */
    private static long dim(WireReader in) {
        long size = -1;
        while (in.next()) {
            if (in.field() == 1) {
                size = Math.max(-1, in.varint());
            } else {
                in.skip();
            }
        }
        return size;
    }
}
