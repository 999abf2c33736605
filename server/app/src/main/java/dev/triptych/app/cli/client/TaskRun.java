package dev.triptych.app.cli.client;

import dev.triptych.app.cli.ExitStatus;
import dev.triptych.client.Input;
import dev.triptych.client.TriptychException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a task that gives each input a result of its own, printed in the order of inputs. */
final class TaskRun {
    private final CommandSpec spec;
    private final ServerOptions options;
    private final SourceReader reader;
    private final int mostItems;

    TaskRun(CommandSpec spec, ServerOptions options, InputStream stdin) {
        this(spec, options, stdin, Batches.MAX_ITEMS);
    }

    /** The same with fewer inputs a call, for answers that are large. */
    TaskRun(CommandSpec spec, ServerOptions options, InputStream stdin, int mostItems) {
        this.mostItems = mostItems;
        this.spec = spec;
        this.options = options;
        this.reader = new SourceReader(stdin);
    }

    /**
     * Sends the inputs and prints what comes back.
     *
     * @param call makes the call that a client and some inputs stand for
     * @param entry how an outcome is printed
     * @return the exit status
     */
    <T> int run(
            List<Argument> arguments,
            Function<
                            dev.triptych.client.AsyncTriptychClient,
                            Function<List<Input>, CompletableFuture<List<Outcome<T>>>>>
                    call,
            BiFunction<Source, Outcome<T>, ResultWriter.Entry> entry,
            String... columns) {
        ClientRun run = new ClientRun(spec, options);
        return run.run(client -> {
            ResultWriter out =
                    new ResultWriter(options.output, spec.commandLine().getOut(), columns);
            int[] failed = {0};
            Batches<T> batches = run.batches(
                    reader,
                    call.apply(client.async()),
                    (source, outcome) -> {
                        failed[0] += outcome.failure() == null ? 0 : 1;
                        if (outcome.truncated()) {
                            run.warnTruncated(source.name());
                        }
                        out.add(entry.apply(source, outcome));
                    },
                    mostItems);
            TriptychException ended = batches.run(some(reader.sources(arguments)));
            out.end();
            if (ended != null) {
                return run.explain(ended);
            }
            return failed[0] == 0 ? ExitStatus.OK : ExitStatus.SOME_FAILED;
        });
    }

    static List<Source> some(List<Source> sources) {
        if (sources.isEmpty()) {
            throw new UsageException("nothing to do: name files, - for standard input, --files-from or --text");
        }
        return sources;
    }
}
