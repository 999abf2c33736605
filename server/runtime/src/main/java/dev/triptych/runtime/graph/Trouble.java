package dev.triptych.runtime.graph;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/** The refusals of this package: each names the model folder's file, never a host path. */
final class Trouble {
    private Trouble() {}

    /** The file is not the ONNX graph that it should be. */
    static TaskException corrupt(String file, String what) {
        return TaskException.of(
                Reason.MODEL_CORRUPT, "The file " + Quoted.text(file) + " is damaged: " + what + ". Fetch it again.");
    }

    /** A tensor's external data may not be used. */
    static TaskException external(String file, String tensor, String what) {
        return TaskException.of(
                Reason.MODEL_EXTERNAL_DATA,
                "The external data of tensor " + Quoted.text(tensor) + " in " + Quoted.text(file) + " " + what
                        + ". Put the data inside the model folder.");
    }

    /** The graph is whole, but asks for what is not offered. */
    static TaskException unsupported(String file, String what) {
        return TaskException.of(Reason.MODEL_UNSUPPORTED, "The graph " + Quoted.text(file) + " " + what + ".");
    }

    /** A file is missing, or changes while it is read. */
    static TaskException incomplete(String file, String what) {
        return TaskException.of(
                Reason.MODEL_INCOMPLETE,
                "The file " + Quoted.text(file) + " " + what + ". Finish writing the folder, then load it again.");
    }

    /** Reading or writing failed on this machine. */
    static TaskException failed(String file, String what, Throwable cause) {
        return TaskException.of(
                Reason.MODEL_FAILED, "The file " + Quoted.text(file) + " " + what + ". See the log.", cause);
    }
}
