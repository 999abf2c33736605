package dev.triptych.app.cli.client;

import dev.triptych.client.Input;
import dev.triptych.client.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A weighted text of a query, as typed. */
record Term(String text, float weight) {
    /** Reads a text of weight 1. */
    static final class Plus implements ITypeConverter<Term> {
        @Override
        public Term convert(String value) {
            return new Term(value, 1);
        }
    }

    /** Reads a text of weight -1. */
    static final class Minus implements ITypeConverter<Term> {
        @Override
        public Term convert(String value) {
            return new Term(value, -1);
        }
    }

    /** Reads a weight, a colon and a text. */
    static final class Weighted implements ITypeConverter<Term> {
        @Override
        public Term convert(String value) {
            int colon = value.indexOf(':');
            try {
                float weight = Float.parseFloat(value.substring(0, Math.max(colon, 0)));
                if (weight >= -100 && weight <= 100) {
                    return new Term(value.substring(colon + 1), weight);
                }
            } catch (NumberFormatException e) {
                // The same words as for a number out of range.
            }
            throw new TypeConversionException("must be W:TEXT with W from -100 to 100, such as -0.5:night");
        }
    }

    /** All terms; picocli leaves null what was not given. */
    @SafeVarargs
    static List<Term> all(@Nullable List<Term>... options) {
        List<Term> all = new ArrayList<>();
        for (List<Term> option : options) {
            if (option != null) {
                all.addAll(option);
            }
        }
        return all;
    }

    Query.Term toQuery() {
        return new Query.Term(Input.text(text), weight);
    }

    @Override
    public String toString() {
        if (weight == 1 || weight == -1) {
            return (weight > 0 ? "+" : "-") + text;
        }
        return (weight > 0 ? "+" : "") + weight + ":" + text;
    }
}
