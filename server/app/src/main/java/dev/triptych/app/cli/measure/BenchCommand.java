package dev.triptych.app.cli.measure;

import dev.triptych.app.cli.ExitStatus;
import dev.triptych.app.cli.GlobalOptions;
import dev.triptych.app.cli.client.UsageException;
import dev.triptych.client.TriptychException;
import dev.triptych.load.Figures;
import dev.triptych.load.LoadException;
import dev.triptych.load.LoadPlan;
import dev.triptych.load.Trouble.Kind;
import dev.triptych.load.call.Connections;
import dev.triptych.load.report.CsvReport;
import dev.triptych.load.report.Level;
import dev.triptych.load.report.Measured;
import dev.triptych.load.report.Plot;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Loads a running server and prints rates and latencies.
 *
 * <p>Ends with 0 when all were answered, refused or late: that is what a load beyond capacity is made to find out. Ends
 * with 1 when any failed for another reason, and with 3 when no server answers.
 */
@Command(
        name = "bench",
        description = {
            "Loads a running server and prints rates and latencies.",
            "With --rate requests come at their own pace, Poisson-distributed, and latencies count from the instant at which"
                    + " each was meant to be sent; with --concurrency each answer is followed by the next request.",
            "Exit: 0 also when requests were refused or late, 1 when any failed otherwise, 3 when no server answers."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int MOST_CONNECTIONS = 1000;

    /** How figures are printed. */
    enum Output {
        TABLE,
        JSON,
        CSV
    }

    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8001",
            description = "The server to load (default: ${DEFAULT-VALUE}).")
    String server = "127.0.0.1:8001";

    @Option(
            names = "--model",
            paramLabel = "NAME[/VERSION]",
            defaultValue = "",
            description = "The model, or a graph such as vit.image; may be left out when one model is served.")
    String model = "";

    @Option(
            names = "--rate",
            paramLabel = "R",
            split = ",",
            description = "Requests a second, one measurement for each.")
    @Nullable List<Double> rates;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            split = ",",
            description = "Requests under way, one measurement for each (default, without --rate: 1,16).")
    @Nullable List<Integer> concurrency;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Times.class,
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    Duration duration = Duration.ofSeconds(10);

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            defaultValue = "3s",
            converter = Times.class,
            description = "Time before each that does not count (default: ${DEFAULT-VALUE}).")
    Duration warmUp = Duration.ofSeconds(3);

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Inputs to send in turn: pictures, else texts in UTF-8.")
    @Nullable List<String> files;

    @Mixin
    CallOptions calls = new CallOptions();

    @Mixin
    WorkOptions work = new WorkOptions();

    @Option(
            names = "--output",
            paramLabel = "table|json|csv",
            defaultValue = "table",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    Output output = Output.TABLE;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the figures as CSV, too.")
    @Nullable Path csv;

    @Option(names = "--plot", paramLabel = "FILE.svg", description = "Draw the figures.")
    @Nullable Path plot;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        // Netty would set up the server's logging.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        List<Level> levels = levels();
        check();
        work.files = files == null ? List.of() : files;
        try (Connections plain = new Connections(Connections.Settings.plain(server));
                Connections connections = new Connections(calls.settings(server))) {
            Work asked = Work.of(work, model, plain.client(0).models().get());
            Meter meter = new Meter(asked.caller(connections), plan(), work.seed, err());
            List<Measured> found = new ArrayList<>();
            for (Level level : levels) {
                found.add(meter.measure(level.toString(), level));
                warnLate(found.get(found.size() - 1));
            }
            print(asked.model(), found);
            return found.stream().anyMatch(one -> one.figures().ended(Kind.FAILED) > 0)
                    ? ExitStatus.SOME_FAILED
                    : ExitStatus.OK;
        } catch (UsageException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (ExecutionException e) {
            return unreachable(e.getCause() instanceof TriptychException known ? known : e);
        } catch (LoadException e) {
            return unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitStatus.INTERRUPTED;
        }
    }

    private void check() {
        if (duration.isZero() || (calls.deadline != null && calls.deadline.isZero())) {
            throw new ParameterException(spec.commandLine(), "--duration and --deadline must be above 0");
        }
        if (calls.connections < 1 || calls.connections > MOST_CONNECTIONS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--connections must be 1 to " + MOST_CONNECTIONS + ", got " + calls.connections);
        }
    }

    private LoadPlan plan() {
        return new LoadPlan(warmUp, duration, calls.deadline == null ? LoadPlan.NO_DEADLINE : calls.deadline);
    }

    private List<Level> levels() {
        if (rates != null && concurrency != null) {
            throw new ParameterException(
                    spec.commandLine(), "--rate and --concurrency exclude each other: name one of them");
        }
        List<Level> levels = rates != null
                ? rates.stream().map(Level::rate).toList()
                : (concurrency == null ? List.of(1, 16) : concurrency)
                        .stream().map(Level::concurrency).toList();
        for (Level level : levels) {
            if (!(level.value() > 0) || level.value() > 1e6) {
                throw new ParameterException(
                        spec.commandLine(),
                        "a rate or a concurrency must be above 0, at most 1000000, got " + level.value());
            }
        }
        return levels;
    }

    private int unreachable(Exception error) {
        err().println("triptych: cannot measure " + server + ": " + error.getMessage());
        err().flush();
        return ExitStatus.UNREACHABLE;
    }

    // A load that cannot keep its own times says more of itself than of the server.
    private void warnLate(Measured one) {
        double lag = Figures.millis(one.figures().lags(), 99);
        if (lag > Math.max(1, one.figures().millis(50) / 10)) {
            err().println("triptych: " + one.level() + ": the load itself sent late, by " + Times.millis(lag)
                    + " ms at p99, and latencies contain it; use a machine with idle cores, or a lower rate");
            err().flush();
        }
    }

    private void print(String name, List<Measured> found) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TABLE -> BenchReport.table(found, out);
            case JSON -> out.println(BenchReport.json(found));
            case CSV -> out.print(CsvReport.text(found));
        }
        out.flush();
        if (csv != null) {
            Files.writeString(csv, CsvReport.text(found));
        }
        if (plot != null) {
            Files.writeString(plot, Plot.svg(name, found));
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
