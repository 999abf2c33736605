package com.example.moderation;

import dev.triptych.client.Classification;
import dev.triptych.client.ClassifyOptions;
import dev.triptych.client.Input;
import dev.triptych.client.Result;
import dev.triptych.client.Results;
import dev.triptych.client.ScoredLabel;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prints the pictures of a folder that a policy does not allow: {@code Moderation POLICY FOLDER}. Ends with 0 when none is
 * flagged, 3 when some are, 1 when a file cannot be judged: a picture that was not looked at is not a harmless one.
 */
public final class Moderation {
    private static final int BATCH = 16;

    private Moderation() {}

    /** Runs over the folder with the server of {@code TRIPTYCH_SERVER} and the model {@code TRIPTYCH_MODEL}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: POLICY FOLDER");
            System.exit(2);
        }
        Policy policy = Policy.read(Path.of(arguments[0]));
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(arguments[1]))) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        String model = System.getenv().getOrDefault("TRIPTYCH_MODEL", "");
        int flagged = 0;
        int failed = 0;
        try (TriptychClient client = TriptychClient.fromEnv()) {
            ClassifyOptions options = ClassifyOptions.DEFAULTS.withLabels(policy.labels());
            for (int from = 0; from < files.size(); from += BATCH) {
                List<Path> batch = files.subList(from, Math.min(from + BATCH, files.size()));
                Results<Classification> results =
                        client.classify(model, batch.stream().map(Input::image).toList(), options);
                for (int i = 0; i < batch.size(); i++) {
                    Result<Classification> result = results.get(i);
                    if (!result.ok()) {
                        failed++;
                        System.out.println("FAILED\t" + batch.get(i) + "\t" + result.failure().orElseThrow().reason());
                        continue;
                    }
                    List<ScoredLabel> violations = policy.violations(result.value());
                    if (!violations.isEmpty()) {
                        flagged++;
                        ScoredLabel worst = violations.get(0);
                        System.out.printf("FLAGGED\t%s\t%s %.3f%n", batch.get(i), worst.label(), worst.score());
                    }
                }
            }
        } catch (TriptychException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        System.out.printf("%d files, %d flagged, %d failed%n", files.size(), flagged, failed);
        System.exit(failed > 0 ? 1 : flagged > 0 ? 3 : 0);
    }
}
