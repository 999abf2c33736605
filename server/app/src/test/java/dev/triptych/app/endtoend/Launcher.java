package dev.triptych.app.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts {@code bin/triptych} with an environment that is known whole: no home, no locale but what a test gives. */
final class Launcher {
    /** The top of the checkout. */
    static final Path ROOT = Path.of(System.getProperty("triptych.root"));

    /** What tests write lies here; nothing of it is kept in the repository. */
    static final Path WORK = ROOT.resolve("server/app/target/e2e");

    private final Path script;
    private final Map<String, String> environment;

    private Launcher(Path script, Map<String, String> environment) {
        this.script = script;
        this.environment = environment;
    }

    /** The checkout's own launcher, with its state in a folder that all tests share. */
    static Launcher checkout() {
        return of(ROOT.resolve("bin/triptych")).with("TRIPTYCH_STATE_DIR", folder("state"));
    }

    /** Another launcher, and nothing in the environment but the path and the Java to use. */
    static Launcher of(Path script) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return new Launcher(script, environment);
    }

    /** The same with one more variable. */
    Launcher with(String variable, Object value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value.toString());
        return new Launcher(script, more);
    }

    /** Starts a command. */
    Process start(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(script.toString());
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    Finished run(Object... arguments) {
        return run("", arguments);
    }

    /** Runs a command to its end with something on its standard input. */
    Finished run(String input, Object[] arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        return Finished.of(start(texts), input);
    }

    /** A folder for what a test writes, made if need be. */
    static Path folder(String name) {
        try {
            return Files.createDirectories(WORK.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
