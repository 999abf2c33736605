package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OrtException;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendException.Kind;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.graph.Port;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns ONNX Runtime's errors into ours: the kind by its code and, where codes are too coarse, by its text; the message in
 * our own words, with nothing of the text but operator names and version numbers. The original stays as the cause.
 */
final class Failures {
    private static final Pattern UNKNOWN_OPERATOR = Pattern.compile(
            "No Op registered for (\\w+) with domain_version of (\\d+)|(\\w+)\\(-?\\d+\\) is not a registered");
    private static final Pattern NO_KERNEL = Pattern.compile("Could not find an implementation for (\\w+)\\((\\d+)\\)");
    private static final Pattern TOO_NEW = Pattern.compile(
            "[Oo]pset (\\d+) is under development|Unsupported model IR version: (\\d+)|guarantees\\* support");
    private static final Pattern MEMORY =
            Pattern.compile("Failed to allocate memory|bad_alloc|bad allocation|Available memory of");
    private static final Pattern EXTERNAL = Pattern.compile("[Ee]xternal[ _]?(data|initializer)");
    private static final Pattern RUNNING = Pattern.compile("while running (\\w+) node");
    private static final Pattern REFUSED_OUTPUT = Pattern.compile(
            "output OrtValue provided for output|shape verification failed|[Ii]nvalid (dimensions|rank) for output");

    private Failures() {}

    /** A session could not be opened. */
    static BackendException atLoad(String graph, OrtException e) {
        String text = text(e);
        String where = "graph " + graph + ": ";
        Matcher unknown = UNKNOWN_OPERATOR.matcher(text);
        if (unknown.find()) {
            String operator = unknown.group(1) != null ? unknown.group(1) : unknown.group(3);
            return new BackendException(
                    Kind.UNSUPPORTED, where + "ONNX Runtime does not know the operator " + Quoted.text(operator), e);
        }
        Matcher kernel = NO_KERNEL.matcher(text);
        if (kernel.find()) {
            return new BackendException(
                    Kind.UNSUPPORTED,
                    where + "ONNX Runtime has no CPU kernel of operator " + Quoted.text(kernel.group(1)) + " (opset "
                            + kernel.group(2) + ") for the types in this graph",
                    e);
        }
        if (TOO_NEW.matcher(text).find()) {
            return new BackendException(
                    Kind.UNSUPPORTED,
                    where + "the file uses a newer opset or IR version than this ONNX Runtime supports; export it with"
                            + " an older one",
                    e);
        }
        if (MEMORY.matcher(text).find()) {
            return new BackendException(Kind.MEMORY, where + "there is not enough memory to load it", e);
        }
        return coded(where, text, e);
    }

    private static BackendException coded(String where, String text, OrtException e) {
        if (EXTERNAL.matcher(text).find()) {
            return new BackendException(Kind.CORRUPT, where + "its external data are missing or too short", e);
        }
        return switch (e.getCode()) {
            case ORT_NOT_IMPLEMENTED, ORT_EP_FAIL, ORT_MODEL_REQUIRES_COMPILATION ->
                new BackendException(Kind.UNSUPPORTED, where + "ONNX Runtime does not support it on a CPU", e);
            case ORT_NO_SUCHFILE -> new BackendException(Kind.CORRUPT, where + "the file is not there", e);
            case ORT_INVALID_PROTOBUF, ORT_NO_MODEL ->
                new BackendException(Kind.CORRUPT, where + "the file is not an ONNX file, or is cut short", e);
            default -> new BackendException(Kind.CORRUPT, where + "the file does not hold a valid graph", e);
        };
    }

    /** A run failed. */
    static BackendException atRun(String graph, OrtException e) {
        String text = text(e);
        if (MEMORY.matcher(text).find()) {
            return new BackendException(
                    Kind.MEMORY, "graph " + graph + ": there is not enough memory for the batch", e);
        }
        if (e.getCode() == OrtException.OrtErrorCode.ORT_DEVICE_RESET) {
            return new BackendException(Kind.DEVICE_LOST, "graph " + graph + ": the device was reset", e);
        }
        Matcher running = RUNNING.matcher(text);
        String what = running.find() ? "operator " + Quoted.text(running.group(1)) + " failed" : "the run failed";
        return new BackendException(Kind.ITEM, "graph " + graph + ": " + what + " on this batch", e);
    }

    /** Whether a run failed only because the memory given for an output has another shape than the output. */
    static boolean refusedOutput(OrtException e) {
        return REFUSED_OUTPUT.matcher(text(e)).find();
    }

    /** An output is a sequence or a map. */
    static BackendException notATensor(Port port) {
        return new BackendException(Kind.UNSUPPORTED, "output " + port.name() + " is not a tensor", null);
    }

    /** Checks an output's shape against its port. */
    static void checkShape(Port port, long[] shape, int rows) throws BackendException {
        if (shape.length != port.dims().size()) {
            throw new BackendException(
                    Kind.UNSUPPORTED,
                    "output " + port.name() + " has " + shape.length + " dimensions, declared are "
                            + port.dims().size(),
                    null);
        }
        if (port.batchAxis() != Port.NO_BATCH && shape[port.batchAxis()] != rows) {
            throw new BackendException(
                    Kind.ITEM,
                    "output " + port.name() + " has shape " + Arrays.toString(shape) + " for a batch of " + rows
                            + " along axis " + port.batchAxis(),
                    null);
        }
    }

    private static String text(OrtException e) {
        String message = e.getMessage();
        return message == null ? "" : message;
    }
}
