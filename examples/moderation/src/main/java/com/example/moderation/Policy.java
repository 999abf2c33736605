package com.example.moderation;

import dev.triptych.client.Classification;
import dev.triptych.client.ScoredLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pictures may show: labels, and for each that is not allowed the score from which it counts.
 *
 * <p>Scores are shares among all labels, so a policy names what is harmless too: without it the least unlikely of the
 * forbidden labels would always win.
 *
 * @param thresholds labels in their order, each with its least score; above 1: allowed
 */
record Policy(Map<String, Float> thresholds) {
    private static final float ALLOWED = 2;

    /** Reads lines of {@code label = score} or {@code label = ok}; {@code #} begins a comment. */
    static Policy read(Path file) throws IOException {
        Map<String, Float> thresholds = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String text = line.replaceFirst("#.*", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            int equals = text.lastIndexOf('=');
            if (equals < 0) {
                throw new IOException("no '=' in the policy's line '" + text + "'");
            }
            String score = text.substring(equals + 1).strip();
            thresholds.put(text.substring(0, equals).strip(), score.equals("ok") ? ALLOWED : Float.parseFloat(score));
        }
        return new Policy(thresholds);
    }

    List<String> labels() {
        return List.copyOf(thresholds.keySet());
    }

    /** The labels of a picture that the policy does not allow, highest score first. */
    List<ScoredLabel> violations(Classification picture) {
        return picture.labels().stream()
                .filter(label -> label.score() >= thresholds.get(label.label()))
                .toList();
    }
}
