package dev.triptych.load.child;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line by which a server says that it takes calls.
 *
 * @param grpc address of the gRPC port
 * @param metrics address of the metrics' port
 * @param models how many models are served
 * @param failed how many could not be loaded
 */
public record Ready(String grpc, String metrics, int models, int failed) {
    private static final Pattern LINE =
            Pattern.compile("READY grpc=(\\S+) metrics=(\\S+) .*models=(\\d+) failed=(\\d+)\\s*");

    /** Reads a line of the server's output; empty when it is another. */
    public static Optional<Ready> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new Ready(
                        matcher.group(1),
                        matcher.group(2),
                        Integer.parseInt(matcher.group(3)),
                        Integer.parseInt(matcher.group(4))))
                : Optional.empty();
    }
}
