package dev.triptych.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import dev.triptych.testing.FakeBackend;
import dev.triptych.testing.FakeCall;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.TestTensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/third-party-plugin}, compiled against nothing but the SPI and the media library, loads and serves. */
class ThirdPartyPluginTest {
    private static final Path EXAMPLE = Path.of(System.getProperty("triptych.root"), "examples", "third-party-plugin");

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @TempDir
    Path folder;

    @Test
    void examplePlugin_compiledAgainstTheSpi_embedsAnImage() throws IOException {
        PluginSet set = PluginLoader.load(getClass().getClassLoader(), List.of(), List.of(jar()));
        assertThat(set.failures()).isEmpty();
        LoadedPlugin loaded = set.families().get(0);
        assertThat(loaded.name()).isEqualTo("histogram");
        assertThat(loaded.plugin().getClass().getClassLoader())
                .isNotSameAs(getClass().getClassLoader());

        FakeModelFolder model = FakeModelFolder.of(EXAMPLE.resolve("model"));
        assertThat(loaded.plugin().recognise(model)).isInstanceOf(Recognition.Recognised.class);
        embeds(loaded.plugin(), model);
        assertThatThrownBy(() -> embeds(loaded.plugin(), model.copy().with("histogram.properties", "bins=1")))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("from 2 to 256");
    }

    private void embeds(ModelPlugin plugin, FakeModelFolder folder) {
        byte[] png = Fixtures.bytes("images/png-rgb-white-80x80.png");
        try (FakeLoadContext context = new FakeLoadContext(folder, new FakeBackend(), memory.allocator());
                Model model = plugin.load(new ModelDefinition("grey", "1", folder), context)) {
            Embedder embedder = model.all(Embedder.class).get(0);
            Content image = new Content.Image(ByteBuffer.wrap(png).asReadOnlyBuffer());
            assertThat(embedder.plan(image).uses()).isEmpty();
            try (Embedding embedding = embedder.run(new FakeCall(memory.allocator()), image)
                    .toCompletableFuture()
                    .join()) {
                float[] shares = TestTensors.floats(embedding.vector());
                assertThat(shares).hasSize(8);
                assertThat(shares[7]).as("all of a white image is bright").isCloseTo(1, within(1e-6f));
            }
        }
    }

    private Path jar() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-Xlint:all", "-Werror", "--release", "17", "-d", classes.toString(), "-cp", api()));
        try (Stream<Path> sources = Files.walk(EXAMPLE.resolve("src/main/java"))) {
            sources.map(Path::toString).filter(path -> path.endsWith(".java")).forEach(arguments::add);
        }
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, OutputStream.nullOutputStream(), System.err, arguments.toArray(String[]::new));
        assertThat(exit).as("the example compiles").isZero();
        Path jar = Files.createDirectories(folder.resolve("histogram")).resolve("histogram.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            pack(classes, out);
            pack(EXAMPLE.resolve("src/main/resources"), out);
        }
        return jar.getParent();
    }

    /** What a third party compiles against: the SPI and the media library, and their annotations. */
    private static String api() {
        return Stream.of(
                        ModelPlugin.class,
                        dev.triptych.media.MediaLimits.class,
                        org.jspecify.annotations.NullMarked.class)
                .map(ThirdPartyPluginTest::place)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return Path.of(java.net.URI.create(source.getLocation().toString())).toString();
    }

    private static void pack(Path tree, JarOutputStream out) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(tree.relativize(file).toString().replace('\\', '/')));
                out.write(Files.readAllBytes(file));
            }
        }
    }
}
