package com.example.search;

import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.Result;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import dev.triptych.client.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
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
    private static final int HITS = 5;

    private final TriptychClient client;
    private final String model;

    private ImageSearch(TriptychClient client, String model) {
        this.client = client;
        this.model = model;
    }

    /** Runs one command; ends with 2 when it is not understood and 1 when the server refuses. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
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
                case "image" -> search.find(index, Input.image(Path.of(arguments[2])));
                default -> throw new IllegalArgumentException("no command '" + arguments[0] + "'");
            }
        } catch (TriptychException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void index(Path index, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        int count = 0;
        try (ImageIndex.Writer writer = new ImageIndex.Writer(index);
                Stream<Result<Vector>> vectors = client.embedAll(model, files.stream().map(Input::image))) {
            // Results come in the order of the files; a file that is no picture fails alone.
            Iterator<Path> file = files.iterator();
            for (Result<Vector> result : (Iterable<Result<Vector>>) vectors::iterator) {
                Path path = file.next();
                if (result.ok()) {
                    writer.put(path, result.value());
                    count++;
                } else {
                    System.err.println(path + ": " + result.failure().orElseThrow().message());
                }
            }
        }
        System.out.println("indexed " + count + " of " + files.size());
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
