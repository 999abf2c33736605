package dev.triptych.app;

import dev.triptych.app.cli.TriptychCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The process: one command, then its exit status. */
public final class Main {
    private Main() {}

    /** Runs the command named by the arguments and ends the process with its exit status. */
    public static void main(String[] args) {
        // Results and messages are UTF-8 whatever the locale.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        int status = TriptychCommand.run(args, System.getenv());
        System.out.flush();
        // Not System.exit: the engines' own shutdown hooks would free native state under lanes that are still ending.
        Runtime.getRuntime().halt(status);
    }
}
