package dev.triptych.app.cli;

import dev.triptych.app.server.Home;
import dev.triptych.repository.FolderView;
import dev.triptych.runtime.graph.GraphFacts;
import dev.triptych.runtime.graph.OnnxGraphSource;
import dev.triptych.runtime.graph.OnnxGraphs;
import dev.triptych.runtime.model.Recogniser;
import dev.triptych.runtime.plugin.PluginLoader;
import dev.triptych.runtime.plugin.PluginSet;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Recognition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a folder is taken for, and why; starts no server and runs nothing. */
@Command(name = "inspect", description = "Says what a model folder is taken for, and why. Runs nothing.")
final class InspectCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Parameters(paramLabel = "DIR", description = "The model folder.")
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Option(names = "--output", paramLabel = "table|json", defaultValue = "table", description = "How to print.")
    OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() {
        global.configureLogs();
        Map<String, Object> report = new LinkedHashMap<>();
        boolean served = inspect(report);
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.TABLE) {
            report.forEach((key, value) -> print(out, key, value));
        } else {
            out.println(Json.text(report));
        }
        out.flush();
        return served ? ExitStatus.OK : ExitStatus.SOME_FAILED;
    }

    private boolean inspect(Map<String, Object> report) {
        try {
            FolderView view = FolderView.openAsGiven(folder);
            report.put("folder", view.name());
            report.put("version", view.version());
            report.put("files", new ArrayList<>(view.files()));
            report.put("graphs", graphs(view));
            return recognise(view, report);
        } catch (TaskException e) {
            report.put("refused", e.reason() + ": " + e.text());
            return false;
        }
    }

    private static boolean recognise(FolderView view, Map<String, Object> report) {
        Home home = Home.fromLauncher();
        PluginSet plugins =
                PluginLoader.load(InspectCommand.class.getClassLoader(), home.engineFolders(), home.pluginFolders());
        List<Recogniser.Opinion> opinions = new Recogniser(plugins.families()).opinions(view);
        Map<String, String> said = new LinkedHashMap<>();
        opinions.forEach(opinion -> said.put(opinion.plugin().name(), words(opinion.recognition())));
        report.put("plugins", said);
        report.put("family", Recogniser.strongest(opinions).name());
        return true;
    }

    private static String words(Recognition recognition) {
        if (recognition instanceof Recognition.Recognised yes) {
            return "yes (" + yes.strength() + "): " + yes.why() + (yes.facts().isEmpty() ? "" : " " + yes.facts());
        }
        if (recognition instanceof Recognition.NeedsExport export) {
            return "not as it lies: " + export.why() + "; " + export.remedy();
        }
        return "no: " + recognition.why();
    }

    private static Map<String, Object> graphs(FolderView view) {
        OnnxGraphs graphs = new OnnxGraphs(Path.of(System.getProperty("java.io.tmpdir")));
        Map<String, Object> found = new LinkedHashMap<>();
        for (String file : view.files()) {
            if (file.endsWith(".onnx")) {
                found.put(file, graph(graphs, view, file));
            }
        }
        return found;
    }

    private static Object graph(OnnxGraphs graphs, FolderView view, String file) {
        try {
            OnnxGraphSource source = graphs.source(view.root(), Path.of(file), view.linked());
            Map<String, Object> described = new LinkedHashMap<>();
            described.put(
                    "inputs", source.inputs().stream().map(InspectCommand::port).toList());
            described.put(
                    "outputs",
                    source.outputs().stream().map(InspectCommand::port).toList());
            GraphFacts facts = source.facts();
            described.put("nodes", facts.nodeNames().size());
            described.put("weight_bytes", facts.weightBytes());
            return described;
        } catch (TaskException e) {
            return e.reason() + ": " + e.text();
        }
    }

    private static String port(Port port) {
        return port.name() + " " + port.type() + " " + port.dims();
    }

    private static void print(PrintWriter out, String key, Object value) {
        if (value instanceof Map<?, ?> map) {
            out.println(key + ":");
            map.forEach((inner, text) -> out.println("  " + inner + ": " + text));
        } else if (value instanceof List<?> list) {
            out.println(key + ":");
            list.forEach(item -> out.println("  " + item));
        } else {
            out.println(key + ": " + value);
        }
    }
}
