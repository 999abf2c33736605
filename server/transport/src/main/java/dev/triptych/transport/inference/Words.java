package dev.triptych.transport.inference;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.List;
import java.util.stream.Collectors;

/** Shapes and places in messages. */
final class Words {
    private static final int MOST = 8;

    private Words() {}

    /** A shape such as {@code [1,3,224,224]}, cut after eight axes. */
    static String shape(List<Long> shape) {
        String axes = shape.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(","));
        return "[" + axes + (shape.size() > MOST ? ",…]" : "]");
    }

    /** A failure of one field. */
    static TaskException at(Reason reason, String path, String message) {
        return TaskException.of(reason, message).at(path);
    }
}
