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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prints the pictures of a folder that a policy does not allow: {@code Moderation POLICY FOLDER}. Ends with 0 when none is
 * flagged, 3 when some are, 1 when a file cannot be judged: a picture that was not looked at is not a harmless one.
 */
public final class Moderation {
    // A call is one message: few files and few bytes keep it below what servers take, and its answer quick.
    private static final int MOST_FILES = 16;
    private static final int MOST_BYTES = 8 << 20;

    // Room for labels and headers beside the one file of a call.
    private static final int BESIDE_FILE = 1 << 20;

    private final TriptychClient client;
    private final String model;
    private final Policy policy;
    private final ClassifyOptions options;
    private int flagged;
    private int failed;

    private Moderation(TriptychClient client, String model, Policy policy) {
        this.client = client;
        this.model = model;
        this.policy = policy;
        this.options = ClassifyOptions.DEFAULTS.withLabels(policy.labels());
    }

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
        try (TriptychClient client = TriptychClient.fromEnv()) {
            Moderation moderation = new Moderation(client, model, policy);
            moderation.judgeAll(files);
            System.out.printf(
                    "%d files, %d flagged, %d failed%n", files.size(), moderation.flagged, moderation.failed);
            System.exit(moderation.failed > 0 ? 1 : moderation.flagged > 0 ? 3 : 0);
        } catch (TriptychException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void judgeAll(List<Path> files) throws IOException {
        long limit = client.server().maxMessageBytes();
        List<Path> batch = new ArrayList<>();
        long bytes = 0;
        for (Path file : files) {
            long size = Files.size(file);
            if (!Files.isReadable(file) || limit > 0 && size > limit - BESIDE_FILE) {
                fail(file, Files.isReadable(file) ? "FILE_TOO_LARGE" : "FILE_UNREADABLE");
                continue;
            }
            if (batch.size() == MOST_FILES || !batch.isEmpty() && bytes + size > MOST_BYTES) {
                judge(batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(file);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            judge(batch);
        }
    }

    private void judge(List<Path> batch) {
        Results<Classification> results =
                client.classify(model, batch.stream().map(Input::image).toList(), options);
        for (int i = 0; i < batch.size(); i++) {
            Result<Classification> result = results.get(i);
            if (!result.ok()) {
                fail(batch.get(i), result.failure().orElseThrow().reason());
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

    private void fail(Path file, String reason) {
        failed++;
        System.out.println("FAILED\t" + file + "\t" + reason);
    }
}
