package dev.triptych.runtime.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A plugin built outside the build: sources compiled against the SPI and packed, as a third party would. */
final class PluginJar {
    private final Map<String, String> sources = new TreeMap<>();
    private final String service;
    private final List<String> providers = new ArrayList<>();
    private final List<String> left = new ArrayList<>();

    /** A jar of model families. */
    PluginJar() {
        this("dev.triptych.spi.model.ModelPlugin");
    }

    /** A jar of providers of another service. */
    PluginJar(String service) {
        this.service = service;
    }

    /** Adds a class of these members that implements the service. */
    PluginJar plugin(String name, String members) {
        providers.add("sample." + name);
        return source(
                name,
                "package sample; import dev.triptych.spi.model.*; import dev.triptych.spi.backend.*; public class "
                        + name + " implements " + service + " { " + members + " }");
    }

    /** Adds a source. */
    PluginJar source(String name, String text) {
        sources.put(name, text);
        return this;
    }

    /** Leaves a class out of the jar. */
    PluginJar without(String name) {
        left.add(name);
        return this;
    }

    /** Compiles and packs; the folder that holds the jar. */
    Path build(Path parent, String name) throws IOException {
        Path work = Files.createDirectories(parent.resolve(name + "-build"));
        Path classes = Files.createDirectories(work.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--release",
                "17"));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve(source.getKey() + ".java");
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, OutputStream.nullOutputStream(), System.err, arguments.toArray(String[]::new));
        if (exit != 0) {
            throw new IllegalStateException("the sample does not compile");
        }
        Path folder = Files.createDirectories(parent.resolve(name));
        pack(classes, folder.resolve(name + ".jar"));
        return folder;
    }

    private void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String entry = classes.relativize(file).toString();
                if (left.stream().noneMatch(name -> entry.equals("sample/" + name + ".class"))) {
                    out.putNextEntry(new JarEntry(entry));
                    out.write(Files.readAllBytes(file));
                }
            }
            if (!providers.isEmpty()) {
                out.putNextEntry(new JarEntry("META-INF/services/" + service));
                out.write(String.join("\n", providers).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }
}
