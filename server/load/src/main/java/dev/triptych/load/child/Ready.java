package dev.triptych.bench.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line by which a server says that it takes calls.
 *
 * @param grpc address of the gRPC port
 * @param models how many models are served
 * @param failed how many could not be loaded
 */
public record Ready(String grpc, int models, int failed) {
    private static final Pattern LINE = Pattern.compile("READY grpc=(\\S+) .*models=(\\d+) failed=(\\d+)\\s*");

    /** Reads a line of the server's output; empty when it is another. */
    public static Optional<Ready> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new Ready(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }
}
