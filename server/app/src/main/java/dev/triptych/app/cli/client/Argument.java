package dev.triptych.app.cli.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/**
 * An argument that names inputs, with its place on the command line.
 *
 * <p>picocli keeps each option's values apart; the place puts texts and files back into the order they were typed in.
 *
 * @param kind what the value is
 * @param value as typed
 * @param place higher than that of every argument typed before
 */
record Argument(Kind kind, String value, long place) {
    /** What an argument's value is. */
    enum Kind {
        /** The text itself. */
        TEXT,
        /** A file's name; {@code -} is standard input. */
        FILE,
        /** The name of a file with one file's name a line; {@code -} is standard input. */
        LIST
    }

    // picocli makes converters itself, one for each option, so only a static can number across options.
    private static final AtomicLong PLACES = new AtomicLong();

    /** Reads a text. */
    static final class Text implements ITypeConverter<Argument> {
        @Override
        public Argument convert(String value) {
            return new Argument(Kind.TEXT, value, PLACES.getAndIncrement());
        }
    }

    /** Reads a file's name. */
    static final class File implements ITypeConverter<Argument> {
        @Override
        public Argument convert(String value) {
            return new Argument(Kind.FILE, value, PLACES.getAndIncrement());
        }
    }

    /** Reads the name of a list of files. */
    static final class ListFile implements ITypeConverter<Argument> {
        @Override
        public Argument convert(String value) {
            return new Argument(Kind.LIST, value, PLACES.getAndIncrement());
        }
    }

    /** All arguments in the order they were typed in; picocli leaves null what was not given. */
    @SafeVarargs
    static List<Argument> inOrder(@Nullable List<Argument>... options) {
        List<Argument> all = new ArrayList<>();
        for (List<Argument> option : options) {
            if (option != null) {
                all.addAll(option);
            }
        }
        all.sort(Comparator.comparingLong(Argument::place));
        return all;
    }
}
