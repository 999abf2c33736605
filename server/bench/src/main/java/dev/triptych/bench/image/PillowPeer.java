package dev.triptych.bench.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The other side: a Python process that runs a picture when asked and idles else. Not thread-safe. */
public final class PillowPeer implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter questions;

    /**
     * Starts the process and waits until it has loaded its libraries.
     *
     * @param python a Python with the goldens' requirements installed
     * @param script {@code preprocess_peer.py}
     */
    public PillowPeer(Path python, Path script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(python.toString(), script.toString(), "serve");
        // One thread: the time of others would not be counted.
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        process = builder.start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answer();
    }

    /** Runs a picture so often. */
    public Measured run(Path picture, int runs) throws IOException {
        questions.println(picture.toAbsolutePath() + " " + runs);
        String[] words = answer().split(" ", -1);
        List<Double> millis = new ArrayList<>();
        Arrays.stream(words).skip(1).forEach(word -> millis.add(Long.parseLong(word) / 1e6));
        return new Measured(words[0], millis);
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the Python side has ended; run it by hand to see why");
        }
        return line;
    }

    @Override
    public void close() {
        questions.close();
        process.destroy();
    }
}
