package dev.triptych.app.cli.measure;

import dev.triptych.app.cli.ExitStatus;
import dev.triptych.app.cli.GlobalOptions;
import dev.triptych.app.cli.client.UsageException;
import dev.triptych.app.server.Home;
import dev.triptych.app.server.ServerOptions;
import dev.triptych.load.LoadException;
import dev.triptych.load.LoadPlan;
import dev.triptych.load.call.Connections;
import dev.triptych.load.child.ServerProcess;
import dev.triptych.load.report.Level;
import dev.triptych.load.report.Measured;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
 * Serves models in each way worth trying, one after the other, and says which way answers most within a bound of latency.
 *
 * <p>Modes are tried with each number of decode lanes first; then the best of those with other batches and other cores.
 *
 * <p>Each way has the real server as a child process, which ends with the command however that ends.
 */
@Command(
        name = "analyze",
        description = {
            "Serves models in each way worth trying and says which answers most within a bound of latency.",
            "Run it on the machine that will serve, with nothing else running: load and server share it."
        })
public final class AnalyzeCommand implements Callable<Integer> {
    /** How findings are printed. */
    enum Output {
        TABLE,
        JSON
    }

    /** How devices are shared. */
    enum Mode {
        THROUGHPUT,
        LATENCY
    }

    /** Requests under way that find the highest rate. */
    private static final int MANY = 32;

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration START_GUESS = Duration.ofSeconds(4);

    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Parameters(paramLabel = "[NAME=]DIR", arity = "1..*", description = "Model folders, as serve takes them.")
    List<String> models = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The model or graph to load; may be left out when one is served.")
    String model = "";

    @Option(
            names = "--p99",
            paramLabel = "TIME",
            converter = Times.class,
            description = "The 99th percentile to keep, such as 15ms (default: none, the most items win).")
    @Nullable Duration bound;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    double seconds = 5;

    @Option(
            names = "--device-mode",
            paramLabel = "MODE",
            split = ",",
            defaultValue = "throughput,latency",
            description = "Device modes to try (default: ${DEFAULT-VALUE}).")
    List<Mode> modes = List.of(Mode.THROUGHPUT, Mode.LATENCY);

    @Option(
            names = "--decode-lanes",
            paramLabel = "N",
            split = ",",
            description = "Numbers of decode lanes to try (default: 1, half of the cores, all but one, all).")
    @Nullable List<Integer> decodeLanes;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4,16,64",
            description =
                    "Largest batches to try with the best of those; 0 tries no other (default: ${DEFAULT-VALUE}).")
    List<Integer> maxBatch = List.of(1, 4, 16, 64);

    @Option(
            names = "--device-cores",
            paramLabel = "N",
            split = ",",
            description =
                    "Cores for what runs on the CPU to try with the best of those; 0 tries no other (default: all but"
                            + " one).")
    @Nullable List<Integer> deviceCores;

    @Mixin
    WorkOptions work = new WorkOptions();

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    Output output = Output.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        check();
        List<ServeChoice> choices = choices();
        // As many for any choice; which is best is not known yet.
        int steps = choices.size() + variations(choices.get(0)).size();
        Forecast forecast = new Forecast(steps, guess(), System::nanoTime);
        say(steps + " configurations, about " + Times.words(forecast.left(0)));
        List<Finding> findings = new ArrayList<>();
        try {
            measure(choices, findings, forecast);
            measure(variations(Finding.best(findings, bound != null).choice()), findings, forecast);
        } catch (UsageException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (IOException | LoadException | ExecutionException e) {
            say("cannot measure: " + e.getMessage());
            if (!findings.isEmpty()) {
                print(new AnalyzeReport(findings, bound, models));
            }
            return ExitStatus.UNREACHABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitStatus.INTERRUPTED;
        }
        print(new AnalyzeReport(findings, bound, models));
        return ExitStatus.OK;
    }

    private void check() {
        if (!(seconds > 0) || seconds > 3600) {
            throw new ParameterException(spec.commandLine(), "--seconds must be above 0, at most 3600, got " + seconds);
        }
        if (bound != null && bound.isZero()) {
            throw new ParameterException(spec.commandLine(), "--p99 must be above 0");
        }
        between("--decode-lanes", decodeLanes, 1, ServerOptions.MOST_LANES);
        between("--max-batch", maxBatch, 0, ServerOptions.MOST_ROWS);
        between("--device-cores", deviceCores, 0, ServerOptions.MOST_LANES);
    }

    private void between(String option, @Nullable List<Integer> values, int least, int most) {
        if (values != null && values.stream().anyMatch(value -> value < least || value > most)) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be in " + least + ".." + most + ", got " + values);
        }
    }

    private List<ServeChoice> variations(ServeChoice choice) {
        return choice.variations(
                maxBatch,
                deviceCores != null ? deviceCores : List.of(Runtime.getRuntime().availableProcessors() - 1));
    }

    private List<ServeChoice> choices() {
        return ServeChoice.all(
                modes.stream().map(mode -> mode.name().toLowerCase(Locale.ROOT)).toList(),
                decodeLanes != null
                        ? decodeLanes
                        : ServeChoice.lanesWorthTrying(Runtime.getRuntime().availableProcessors()));
    }

    private Duration guess() {
        int measurements = 2 + (bound == null ? 0 : BoundSearch.STEPS);
        return START_GUESS.plus(WARM_UP.plus(measured()).multipliedBy(measurements));
    }

    private Duration measured() {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private void measure(List<ServeChoice> choices, List<Finding> findings, Forecast forecast)
            throws IOException, InterruptedException, LoadException, ExecutionException {
        for (ServeChoice choice : choices) {
            findings.add(measure(choice));
            if (forecast.hasMore(findings.size())) {
                say("about " + Times.words(forecast.left(findings.size())) + " left");
            }
        }
    }

    private Finding measure(ServeChoice choice)
            throws IOException, InterruptedException, LoadException, ExecutionException {
        List<String> options = new ArrayList<>(choice.flags());
        models.forEach(folder -> options.addAll(List.of("--models", folder)));
        say(choice + ": starting");
        try (ServerProcess server =
                        ServerProcess.start(Home.fromLauncher().path().resolve("bin/triptych"), options);
                Connections connections = new Connections(Connections.Settings.plain(server.grpc()))) {
            Work asked = Work.of(work, model, connections.client(0).models().get());
            Meter meter = new Meter(
                    asked.caller(connections),
                    LoadPlan.of(WARM_UP, measured()),
                    work.seed,
                    spec.commandLine().getErr());
            BoundSearch.Probe probe = level -> meter.measure(choice + ", " + level, level);
            Measured single = probe.at(Level.concurrency(1));
            Measured most = probe.at(Level.concurrency(MANY));
            return new Finding(choice, single, most, bounded(single, most, probe));
        }
    }

    // What a single request cannot keep, a stream of them cannot.
    private Optional<Measured> bounded(Measured single, Measured most, BoundSearch.Probe probe)
            throws InterruptedException, LoadException {
        if (bound == null) {
            return Optional.empty();
        }
        BoundSearch search = new BoundSearch(bound);
        double capacity = most.figures().rate() / work.items;
        return search.kept(single.figures()) && capacity > 0 ? search.run(capacity, probe) : Optional.empty();
    }

    private void print(AnalyzeReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(report.json());
            out.flush();
        } else {
            report.table(out);
        }
    }

    private void say(String words) {
        spec.commandLine().getErr().println("triptych: " + words);
        spec.commandLine().getErr().flush();
    }
}
