package dev.triptych.app.cli.client;

import dev.triptych.client.Input;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns arguments into sources, and sources into inputs; reads each file once, when it is needed. */
final class SourceReader {
    /** Far above any server's message limit, far below the memory of this process. */
    private static final int MAX_BYTES = 96 << 20;

    private static final String STDIN = "-";

    private final InputStream stdin;

    SourceReader(InputStream stdin) {
        this.stdin = stdin;
    }

    /**
     * The sources that arguments name, lists of files unrolled.
     *
     * @throws UsageException when a list cannot be read, or standard input is to be read twice
     */
    List<Source> sources(List<Argument> arguments) {
        if (arguments.stream().filter(SourceReader::fromStdin).count() > 1) {
            throw new UsageException("standard input (-) can be read once only");
        }
        List<Source> sources = new ArrayList<>();
        for (Argument argument : arguments) {
            if (argument.kind() == Argument.Kind.LIST) {
                lines(argument.value()).forEach(name -> sources.add(new Source(Argument.Kind.FILE, name)));
            } else {
                sources.add(new Source(argument.kind(), argument.value()));
            }
        }
        return sources;
    }

    static boolean fromStdin(Argument argument) {
        return argument.kind() != Argument.Kind.TEXT && argument.value().equals(STDIN);
    }

    /**
     * The lines of a text file, blank ones left out.
     *
     * @throws UsageException when it cannot be read
     */
    List<String> lines(String file) {
        try {
            return strictText(bytes(file))
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (CharacterCodingException e) {
            throw new UsageException("'" + file + "' is not UTF-8 text", e);
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("cannot read '" + file + "': " + why(e), e);
        }
    }

    /** The input of a source; a file that cannot be read or is neither picture nor text fails it alone. */
    Outcome<Input> read(Source source) {
        if (source.kind() == Argument.Kind.TEXT) {
            return Outcome.of(Input.text(source.name()));
        }
        byte[] bytes;
        try {
            bytes = bytes(source.name());
        } catch (IOException | InvalidPathException e) {
            return Outcome.unusable("FILE_UNREADABLE", "cannot read the file: " + why(e));
        }
        if (ImageBytes.recognised(bytes)) {
            return Outcome.of(Input.image(bytes));
        }
        try {
            return Outcome.of(Input.text(withoutLastBreak(strictText(bytes))));
        } catch (CharacterCodingException e) {
            return Outcome.unusable("FILE_KIND_UNKNOWN", "the file is neither a picture nor text in UTF-8");
        }
    }

    private byte[] bytes(String name) throws IOException {
        if (name.equals(STDIN)) {
            byte[] bytes = stdin.readNBytes(MAX_BYTES + 1);
            return checkSize(bytes.length, bytes);
        }
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new IOException("it is a folder; name files, or list them with --files-from");
        }
        // Not by Files.size: pipes and devices have none.
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return checkSize(bytes.length, bytes);
        }
    }

    private static byte[] checkSize(int length, byte[] bytes) throws IOException {
        if (length > MAX_BYTES) {
            throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB");
        }
        return bytes;
    }

    private static String strictText(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    // As a shell's $(...) does: editors and echo end a text with a break that nobody means.
    private static String withoutLastBreak(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static String why(Exception error) {
        if (error instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (error instanceof AccessDeniedException) {
            return "access is denied";
        }
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }
}
