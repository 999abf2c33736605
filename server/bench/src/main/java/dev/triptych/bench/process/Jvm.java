package dev.triptych.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks into another JVM of the same user by {@code jcmd}: what its threads allocate and what its heap holds. Not by remote
 * beans: the server refuses to read serialised objects, and should be measured as it is. Not thread-safe.
 */
public final class Jvm {
    private static final Pattern ALLOCATED =
            Pattern.compile("#(\\d+) .*? allocated=(\\d+(?:\\.\\d+)?)([BKMG])", Pattern.MULTILINE);
    private static final Pattern USED = Pattern.compile("heap +total \\d+K, used (\\d+)K");

    private final long pid;
    private final Path jcmd;
    // A thread that has ended is no longer listed; what it had allocated counts all the same.
    private final Map<String, Double> allocated = new HashMap<>();

    /**
     * A process.
     *
     * @param jcmd the program of a JDK
     */
    public Jvm(long pid, Path jcmd) {
        this.pid = pid;
        this.jcmd = jcmd;
    }

    /** Bytes that all Java threads seen so far have allocated, by the JVM's own counters. */
    public double allocatedBytes() throws IOException, InterruptedException {
        allocations(ask("Thread.print", "-e")).forEach((thread, bytes) -> allocated.merge(thread, bytes, Math::max));
        return allocated.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    static Map<String, Double> allocations(String dump) {
        Map<String, Double> found = new HashMap<>();
        Matcher matcher = ALLOCATED.matcher(dump);
        while (matcher.find()) {
            double unit = Math.pow(1024, "BKMG".indexOf(matcher.group(3)));
            found.put(matcher.group(1), Double.parseDouble(matcher.group(2)) * unit);
        }
        return found;
    }

    /** Bytes on the heap after a full collection. */
    public double heapBytes() throws IOException, InterruptedException {
        var unused = ask("GC.run");
        return used(ask("GC.heap_info"));
    }

    static double used(String info) {
        Matcher matcher = USED.matcher(info);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no heap in: " + info);
        }
        return Double.parseDouble(matcher.group(1)) * 1024;
    }

    private String ask(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid)));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd failed: " + said);
        }
        return said;
    }
}
