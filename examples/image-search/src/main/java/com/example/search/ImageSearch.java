package com.example.search;

import dev.triptych.client.EmbedOptions;
import dev.triptych.client.ErrorCode;
import dev.triptych.client.Failure;
import dev.triptych.client.Input;
import dev.triptych.client.Result;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import dev.triptych.client.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Indexes a folder of pictures and finds them by text or by picture.
 *
 * <pre>
 * index  INDEX FOLDER
 * text   INDEX WORDS
 * image  INDEX FILE
 * </pre>
 *
 * <p>The server is that of {@code TRIPTYCH_SERVER}, the model {@code TRIPTYCH_MODEL} or the one that can embed.
 */
public final class ImageSearch {
    private static final Set<String> COMMANDS = Set.of("index", "text", "image");
    private static final int HITS = 5;

    // Far more than a message has beside the file.
    private static final int HEADERS = 1024;

    private final TriptychClient client;
    private final String model;

    private ImageSearch(TriptychClient client, String model) {
        this.client = client;
        this.model = model;
    }

    /** Runs one command; ends with 2 when it is not understood and 1 when the server refuses or a file cannot be read. */
    public static void main(String[] arguments) {
        if (arguments.length != 3 || !COMMANDS.contains(arguments[0])) {
            System.err.println("usage: index INDEX FOLDER | text INDEX WORDS | image INDEX FILE");
            System.exit(2);
        }
        String model = System.getenv().getOrDefault("TRIPTYCH_MODEL", "");
        try (TriptychClient client = TriptychClient.fromEnv()) {
            ImageSearch search = new ImageSearch(client, model);
            Path index = Path.of(arguments[1]);
            switch (arguments[0]) {
                case "index" -> search.index(index, Path.of(arguments[2]));
                case "text" -> search.find(index, Input.text(arguments[2]));
                default -> search.find(index, Input.image(Path.of(arguments[2])));
            }
        } catch (TriptychException | IOException | UncheckedIOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void index(Path index, Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(folder)) {
            all = walked.filter(Files::isRegularFile).sorted().toList();
        }
        List<Path> files = sendable(all);
        int count = 0;
        try (ImageIndex.Writer writer = new ImageIndex.Writer(index);
                Stream<Result<Vector>> vectors = client.embedAll(
                        model,
                        files.stream().map(Input::image),
                        // An index holds vectors of one model: those of another do not compare with them.
                        EmbedOptions.DEFAULTS.withExpectedSpace(writer.space()),
                        TriptychClient.DEFAULT_IN_FLIGHT)) {
            // Results come in the order of the files; a file that is no picture fails alone.
            Iterator<Path> file = files.iterator();
            for (Result<Vector> result : (Iterable<Result<Vector>>) vectors::iterator) {
                Path path = file.next();
                Optional<Failure> failure = result.failure();
                if (failure.isPresent() && failure.get().code() != ErrorCode.FAILED_PRECONDITION) {
                    System.err.println(path + ": " + failure.get().message());
                    continue;
                }
                // Of another space, say: that ends the run, since it is true of every file.
                writer.put(path, result.value());
                count++;
            }
        }
        System.out.println("indexed " + count + " of " + all.size());
    }

    // A message above the server's limit would end the stream for all files.
    private List<Path> sendable(List<Path> files) throws IOException {
        long limit = client.server().maxMessageBytes();
        List<Path> sendable = new ArrayList<>();
        for (Path file : files) {
            if (limit > 0 && Files.size(file) > limit - HEADERS) {
                System.err.println(file + ": left out: larger than the server's " + limit + " bytes a message");
            } else if (Files.isReadable(file)) {
                sendable.add(file);
            } else {
                System.err.println(file + ": left out: it cannot be read");
            }
        }
        return sendable;
    }

    private void find(Path index, Input query) throws IOException {
        // The call fails, rather than answer nonsense, when the server's model is not the one that made the index.
        EmbedOptions options = EmbedOptions.DEFAULTS.withExpectedSpace(ImageIndex.space(index));
        Vector vector = client.embed(model, List.of(query), options).get(0).value();
        for (ImageIndex.Hit hit : ImageIndex.search(index, vector, HITS)) {
            System.out.printf("%.4f\t%s%n", hit.cosine(), hit.path());
        }
    }
}
