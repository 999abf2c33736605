package dev.triptych.bench.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The bare grpc-java server in a JVM of its own. */
final class BaselineProcess implements AutoCloseable {
    /** What stands before its address. */
    static final String READY = "READY grpc=";

    private final Process process;
    private final Thread hook;
    private final String address;

    private BaselineProcess(Process process, Thread hook, String address) {
        this.process = process;
        this.hook = hook;
        this.address = address;
    }

    /** Starts it with as many lanes as cores, as the server has them. */
    static BaselineProcess start(Path graph, int cores) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        // The engine's start needs more stack than a long class path leaves of the default.
                        "-Xss4m",
                        "-XX:+UseG1GC",
                        "-Dio.netty.leakDetection.level=disabled",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchMain.class.getName(),
                        "baseline",
                        "--graph",
                        graph.toAbsolutePath().toString(),
                        "--lanes",
                        Integer.toString(cores)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread hook = new Thread(process::destroy, "end of the baseline");
        Runtime.getRuntime().addShutdownHook(hook);
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                return new BaselineProcess(process, hook, line.substring(READY.length()));
            }
        }
        process.destroy();
        throw new IOException("the baseline did not start; see above");
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
