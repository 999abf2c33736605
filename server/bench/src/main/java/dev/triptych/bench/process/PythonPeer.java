package dev.triptych.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Python process that measures itself when asked and idles else. Not thread-safe. */
public final class PythonPeer implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter questions;

    /** Starts a script and waits until it has loaded what it needs. */
    public PythonPeer(Path python, Path script, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python.toString(), script.toString()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        var unused = answer();
    }

    /** Items a second over so many seconds, after some that do not count. */
    public double rate(double seconds, double warmUp) throws IOException {
        questions.println(seconds + " " + warmUp);
        return Double.parseDouble(answer());
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the Python side has ended; see above");
        }
        return line;
    }

    @Override
    public void close() {
        questions.close();
        process.destroy();
    }
}
