package dev.triptych.app.cli.client;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * What a command line printed and how it ended.
 *
 * @param status the exit status
 */
record Cli(int status, String out, String err) {
    /** Runs a command against a server. */
    static Cli run(FakeServer server, Object command, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--server";
        all[1] = server.address();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return run(command, all);
    }

    static Cli run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Cli(status, out.toString(), err.toString());
    }

    static ByteArrayInputStream stdin(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
