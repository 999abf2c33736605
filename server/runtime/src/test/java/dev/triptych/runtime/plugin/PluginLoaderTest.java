package dev.triptych.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.backend.BackendProvider;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Recognition;
import dev.triptych.testing.FakeModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginLoaderTest {
    private static final String VERSION = "public int apiVersion() { return API_VERSION; } ";
    private static final String LOAD =
            "public Model load(ModelDefinition d, LoadContext c) { throw new IllegalStateException(); } ";

    @TempDir
    Path folder;

    @Test
    void samplePlugin_builtOutsideTheBuild_loadsAndRecognises() throws IOException {
        PluginSet set = load(new PluginJar().plugin("Good", good("good")).build(folder, "good"));
        assertThat(set.failures()).isEmpty();
        LoadedPlugin plugin = set.families().get(0);
        assertThat(plugin.name()).isEqualTo("good");
        Recognition answer =
                plugin.guard().call("recognise", () -> plugin.plugin().recognise(new FakeModelFolder("any")));
        assertThat(answer.why()).isEqualTo("plugin-good");
    }

    @Test
    void brokenPlugins_besideAGoodOne_failAloneWithTheirNameAndCause() throws IOException {
        Path throwing = new PluginJar()
                .plugin(
                        "Throwing",
                        "public Throwing() { throw new IllegalStateException(\"no\"); } " + good("throwing"))
                .build(folder, "throwing");
        Path old = new PluginJar()
                .plugin("Old", "public int apiVersion() { return 99; } " + name("old") + recognise() + LOAD)
                .build(folder, "old");
        Path missing = new PluginJar()
                .plugin("Missing", good("missing") + " private final Helper helper = new Helper();")
                .source("Helper", "package sample; class Helper {}")
                .without("Helper")
                .build(folder, "missing");
        Path empty = new PluginJar()
                .source("Nothing", "package sample; class Nothing {}")
                .build(folder, "empty");
        Path half = Files.createDirectories(folder.resolve("half"));
        Files.write(half.resolve("half.jar"), new byte[] {'P', 'K', 3, 4, 0, 0});
        Path twice = new PluginJar().plugin("Twice", good("good")).build(folder, "twice");
        Path good = new PluginJar().plugin("Good", good("good")).build(folder, "good");

        PluginSet set = load(throwing, old, missing, empty, half, folder.resolve("absent"), good, twice);

        assertThat(set.families()).extracting(LoadedPlugin::name).containsExactly("good");
        assertThat(set.failures())
                .allSatisfy(failure -> assertThat(failure.error().reason()).isEqualTo(Reason.PLUGIN_LOAD));
        assertThat(set.failures())
                .extracting(PluginSet.Failure::plugin)
                .containsExactly("throwing", "old", "missing", "empty", "half", "absent", "twice");
        assertThat(set.failures())
                .extracting(failure -> failure.error().text())
                .satisfiesExactly(
                        text -> assertThat(text).contains("throwing", "IllegalStateException"),
                        text -> assertThat(text).contains("old", "version 99"),
                        text -> assertThat(text).contains("missing", "NoClassDefFoundError", "Helper"),
                        text -> assertThat(text).contains("empty", "declares no"),
                        text -> assertThat(text).contains("half", "damaged"),
                        text -> assertThat(text).contains("absent"),
                        text -> assertThat(text).contains("twice", "loaded already"))
                .noneMatch(text -> text.contains(folder.toString()));
    }

    @Test
    void brokenBackends_besideAGoodOne_failAloneWithTheirCause() throws IOException {
        Path engines = new PluginJar(BackendProvider.class.getName())
                .plugin("Throwing", "public Throwing() { throw new IllegalStateException(\"no\"); } " + backend("a"))
                .plugin("Missing", "private final Helper helper = new Helper(); " + backend("b"))
                .source("Helper", "package sample; class Helper {}")
                .without("Helper")
                .plugin("Absent", backend("c"))
                .without("Absent")
                .plugin("Good", backend("good"))
                .build(folder, "engines");
        PluginSet set = PluginLoader.load(getClass().getClassLoader(), List.of(engines), List.of());
        assertThat(set.backends()).extracting(BackendProvider::name).containsExactly("good");
        assertThat(set.failures()).hasSize(3).allSatisfy(failure -> {
            assertThat(failure.plugin()).isEqualTo("backends");
            assertThat(failure.error().reason()).isEqualTo(Reason.PLUGIN_LOAD);
        });
        assertThat(set.failures().get(0).error()).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(set.failures().get(0).error().text()).contains("IllegalStateException");
        assertThat(set.failures().get(1).error().text()).contains("NoClassDefFoundError", "Helper");
        assertThat(set.failures().get(2).error().text()).contains("Absent");
    }

    private static String backend(String name) {
        return name(name) + "public String version() { return \"1\"; } "
                + "public Backend start(BackendOptions options) { throw new IllegalStateException(); } ";
    }

    @Test
    void serverClasses_askedForByAPlugin_areNotThere() throws IOException {
        PluginSet set = load(new PluginJar()
                .plugin(
                        "Curious",
                        name("curious") + VERSION + LOAD
                                + "public Recognition recognise(ModelFolder f) { String seen = \"\"; for (String n :"
                                + " new String[] {\"dev.triptych.runtime.ServingRuntime\","
                                + " \"dev.triptych.scheduling.Batch\", \"org.snakeyaml.engine.v2.api.Load\","
                                + " \"dev.triptych.spi.model.Model\", \"java.sql.Connection\"}) { try {"
                                + " Class.forName(n); seen += n + \" \"; } catch (ClassNotFoundException e) { } }"
                                + " return new Recognition.NotMine(seen); }")
                .build(folder, "curious"));
        LoadedPlugin plugin = set.families().get(0);
        Recognition seen =
                plugin.guard().call("recognise", () -> plugin.plugin().recognise(new FakeModelFolder("any")));
        assertThat(seen.why()).isEqualTo("dev.triptych.spi.model.Model java.sql.Connection ");
    }

    @Test
    void guard_anythingThrown_becomesAPluginFailure() {
        PluginGuard guard = new PluginGuard("bad", null);
        assertThatThrownBy(() -> guard.call("run", () -> {
                    throw new NoClassDefFoundError("x");
                }))
                .isInstanceOfSatisfying(TaskException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.PLUGIN_FAILURE);
                    assertThat(e.text()).contains("bad", "run", "NoClassDefFoundError");
                });
        assertThatThrownBy(() -> guard.call("run", () -> endless(0)))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.text()).contains("StackOverflowError"));
        assertThatThrownBy(() -> guard.call("run", () -> null))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.text()).contains("null"));
        TaskException own = TaskException.of(Reason.TEXT_EMPTY, "empty");
        assertThatThrownBy(() -> guard.call("run", () -> {
                    throw own;
                }))
                .isSameAs(own);
    }

    private PluginSet load(Path... families) {
        return PluginLoader.load(getClass().getClassLoader(), List.of(), List.of(families));
    }

    private static String good(String name) {
        return name(name) + VERSION + recognise() + LOAD;
    }

    private static String name(String name) {
        return "public String name() { return \"" + name + "\"; } ";
    }

    // Answers with the name of the thread's context class loader: the guard has set it.
    private static String recognise() {
        return "public Recognition recognise(ModelFolder f) { return new Recognition.NotMine("
                + "Thread.currentThread().getContextClassLoader().getName()); } ";
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Integer endless(int depth) {
        return endless(depth + 1) + 1;
    }
}
