package dev.triptych.app.cli.client;

import dev.triptych.app.cli.ExitStatus;
import dev.triptych.client.ErrorCode;
import dev.triptych.client.Input;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Runs the body of a command with a client, and turns what ends it into an exit status and a message. */
final class ClientRun {
    private final CommandSpec spec;
    private final ServerOptions options;

    ClientRun(CommandSpec spec, ServerOptions options) {
        this.spec = spec;
        this.options = options;
    }

    /** What a command does with a client; answers the exit status. */
    interface Body {
        int run(TriptychClient client) throws InterruptedException;
    }

    int run(Body body) {
        checkAddress();
        if (options.deadlineMs < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--deadline-ms must be 1 or more, got " + options.deadlineMs);
        }
        // Netty would set up the server's logging, which takes a good part of the time that a call may take.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        try (TriptychClient client = TriptychClient.builder()
                .target(options.server)
                .defaultDeadline(options.deadline())
                .build()) {
            return body.run(client);
        } catch (UsageException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (TriptychException e) {
            return Thread.currentThread().isInterrupted() ? ExitStatus.INTERRUPTED : explain(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitStatus.INTERRUPTED;
        }
    }

    /** Says why a call failed as a whole, and answers the exit status that goes with it. */
    int explain(TriptychException error) {
        err().println("triptych: " + words(error));
        err().flush();
        return error.code() == ErrorCode.INVALID_ARGUMENT ? ExitStatus.USAGE : ExitStatus.UNREACHABLE;
    }

    private String words(TriptychException error) {
        boolean noAnswer =
                error.code() == ErrorCode.UNAVAILABLE && error.reason().isEmpty();
        if (!noAnswer) {
            String message = error.getMessage() == null ? error.code().name() : error.getMessage();
            return error.code() == ErrorCode.DEADLINE_EXCEEDED
                    ? message + "; allow more than " + options.deadlineMs + " ms with --deadline-ms"
                    : message;
        }
        return "no server answers at " + options.server
                + "; start one with 'triptych serve', or name another with --server ("
                + error.failure().message() + ")";
    }

    /** Sends inputs to the server in calls. */
    <T> Batches<T> batches(
            SourceReader reader,
            Function<List<Input>, CompletableFuture<List<Outcome<T>>>> call,
            BiConsumer<Source, Outcome<T>> sink,
            int mostInputs) {
        return new Batches<>(reader, call, sink, new BatchSize(mostInputs, options.deadline()), System::nanoTime);
    }

    /** Says that a result is of a part of its input only. */
    void warnTruncated(String input) {
        err().println("triptych: '" + Entries.cell(input) + "' was cut to fit the model");
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private void checkAddress() {
        int colon = options.server.lastIndexOf(':');
        String port = options.server.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--server must be HOST:PORT, such as 127.0.0.1:8001, got '" + options.server + "'");
        }
    }
}
