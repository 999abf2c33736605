package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.External;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import dev.triptych.spi.error.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one {@code TensorProto}: its name, type, shape and where its data lie, never the data. Used once. */
final class TensorParser {
    private final WireReader in;
    private final Map<String, String> place = new HashMap<>();
    private final List<Long> dims = new ArrayList<>();
    private String name = "";
    private int type;
    private int location;
    private long raw = -1;
    private boolean typed;
    private @Nullable WireReader payload;
    private int payloadField;

    private TensorParser(WireReader in) {
        this.in = in;
    }

    /** Reads the tensor in a field of the given place. */
    static Weight parse(WireReader in, Span field) {
        return new TensorParser(in).read(field);
    }

    /** Reads a {@code SparseTensorProto}: the name and the places of its two tensors. */
    static Weight parseSparse(WireReader in, Span field, List<Weight> external) {
        Weight values = null;
        while (in.next()) {
            if (in.field() == 1 || in.field() == 2) {
                boolean isValues = in.field() == 1;
                Weight part = parse(in.message(), field);
                if (part.external() != null) {
                    external.add(part);
                }
                values = isValues ? part : values;
            } else {
                in.skip();
            }
        }
        if (values == null) {
            throw in.corrupt("a sparse tensor has no values");
        }
        return new Weight(
                values.name(), values.type(), values.dims(), values.bytes(), null, values.external(), true, field);
    }

    private Weight read(Span field) {
        while (in.next()) {
            switch (in.field()) {
                case 1 -> dims();
                case 2 -> type = once(type == 0, in.int32());
                case 4, 5, 6, 7, 10, 11 -> typed();
                case 8 -> name = once(name.isEmpty(), in.name());
                case 9 -> raw();
                case 13 -> entry(in.message());
                case 14 -> location = in.int32();
                default -> in.skip();
            }
        }
        if (type == 0) {
            throw in.corrupt("tensor " + Quoted.text(name) + " has no type");
        }
        long elements = elements();
        ElementType known = ElementType.of(type).orElse(ElementType.UNDEFINED);
        long bytes = bytes(known, elements);
        External external = location == 1 ? external() : null;
        if (external == null) {
            checkSize(known, elements, bytes);
        }
        Double scalar = external == null && elements == 1 ? scalar(known) : null;
        return new Weight(name, type, dims, bytes, scalar, external, false, field);
    }

    private void dims() {
        if (in.packed()) {
            WireReader list = in.message();
            while (list.remaining() > 0) {
                dims.add(dim(list.readVarint()));
            }
        } else {
            dims.add(dim(in.varint()));
        }
    }

    private long dim(long value) {
        if (value < 0 || dims.size() >= Budget.MAX_RANK) {
            throw in.corrupt("a tensor has a negative size or more than " + Budget.MAX_RANK + " axes");
        }
        return value;
    }

    private void typed() {
        typed = true;
        payloadField = in.field();
        if (in.packed() && payload == null) {
            payload = in.message();
        } else {
            in.skip();
        }
    }

    private void raw() {
        once(raw < 0, 0);
        payloadField = 9;
        payload = in.message();
        raw = payload.remaining();
    }

    private void entry(WireReader entry) {
        String key = "";
        String value = "";
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> key = entry.name();
                case 2 -> value = entry.name();
                default -> entry.skip();
            }
        }
        if (place.size() >= 16 || place.put(key, value) != null) {
            throw in.corrupt("a tensor's external data is described twice");
        }
    }

    private long elements() {
        long product = 1;
        for (long dim : dims) {
            if (dim != 0 && product > Long.MAX_VALUE / 16 / dim) {
                throw in.corrupt("a tensor's shape is too large");
            }
            product *= dim;
        }
        return product;
    }

    private long bytes(ElementType known, long elements) {
        if (elements > Long.MAX_VALUE / 256) {
            throw in.corrupt("a tensor's shape is too large");
        }
        return known.bytes(elements);
    }

    private void checkSize(ElementType known, long elements, long bytes) {
        if (raw >= 0 && typed) {
            throw in.corrupt("a tensor has its data twice");
        }
        if (raw >= 0 && known != ElementType.UNDEFINED && raw != bytes) {
            throw in.corrupt(
                    "tensor " + Quoted.text(name) + " has " + raw + " bytes of data, its shape asks for " + bytes);
        }
        if (raw < 0 && !typed && elements > 0) {
            throw in.corrupt("tensor " + Quoted.text(name) + " has no data");
        }
    }

    private External external() {
        if (ElementType.of(type).orElse(ElementType.UNDEFINED).bytes(1) == 0) {
            throw Trouble.external(in.file(), name, "is of a type that cannot lie outside the file");
        }
        return new External(place.getOrDefault("location", ""), number("offset", 0), number("length", -1));
    }

    private long number(String key, long otherwise) {
        String text = place.getOrDefault(key, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Trouble.external(in.file(), name, "has the " + key + " " + Quoted.text(text) + ", no number");
        }
        return Long.parseLong(text);
    }

    private @Nullable Double scalar(ElementType known) {
        WireReader data = payload;
        if (data == null) {
            return null;
        }
        int size = data.remaining();
        return switch (payloadField) {
            case 9 -> Scalar.decode(known, data.bytes());
            case 4 -> size == 4 && known == ElementType.FLOAT ? Scalar.decode(known, data.bytes()) : null;
            case 10 -> size == 8 && known == ElementType.DOUBLE ? Scalar.decode(known, data.bytes()) : null;
            case 5, 7 -> size > 0 ? Scalar.ofInteger(known, data.readVarint()) : null;
            default -> null;
        };
    }

    private <T> T once(boolean first, T value) {
        if (!first) {
            throw in.corrupt("a tensor states something twice");
        }
        return value;
    }
}
