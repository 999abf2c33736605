package com.example;

import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.NotFoundException;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.Vector;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Asks the server of the environment for vectors, a label and an error, and says which protobuf carried them. */
public final class Consumer {
    private Consumer() {}

    /** Takes the path of a picture of a cup of coffee. */
    public static void main(String[] arguments) {
        Input picture = Input.image(Path.of(arguments[0]));
        try (TriptychClient client = TriptychClient.fromEnv()) {
            List<Vector> vectors = client.embed("mini", picture, Input.text("a cup of coffee")).values();
            System.out.printf("cosine %.2f%n", vectors.get(0).cosine(vectors.get(1)));
            long streamed = client.embedAll("mini", Stream.of(picture, picture), EmbedOptions.DEFAULTS, 2)
                    .filter(result -> result.ok())
                    .count();
            System.out.println("streamed " + streamed);
            System.out.println("label "
                    + client.classify("mini", List.of("rocket", "coffee"), picture)
                            .get(0)
                            .value()
                            .best()
                            .orElseThrow()
                            .label());
            try {
                client.embed("no-such-model", picture);
            } catch (NotFoundException e) {
                System.out.println("error " + e.reason());
            }
        }
        String protobuf = com.google.protobuf.Message.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        System.out.println(protobuf.substring(protobuf.lastIndexOf('/') + 1));
    }
}
