package dev.triptych.towers;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Completes a tower's output port: its size where the exporter left it free, its padded axis where it has tokens. */
final class Dims {
    private final OptionalInt configured;

    /** @param configured the vectors' length, where a configuration tells */
    Dims(OptionalInt configured) {
        this.configured = configured;
    }

    /** The port as the stage shall see it; {@link Reason#MODEL_UNSUPPORTED} when it cannot hold vectors. */
    Port fix(Port output, Pooling pooling) {
        int rank = output.dims().size();
        if (rank != pooling.rank() || !Elements.readable(output.type())) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "output " + Quoted.text(output.name()) + " is " + output.type() + " " + output.dims()
                            + "; a vector for each " + (pooling == Pooling.NONE ? "item" : "token")
                            + " in FP32 or FP16 was expected (pooling " + pooling.key() + ")");
        }
        List<Long> dims = new ArrayList<>(output.dims());
        if (dims.get(rank - 1) < 0) {
            dims.set(rank - 1, (long) configured.orElseThrow(() -> TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "output " + Quoted.text(output.name())
                            + " does not say how long its vectors are; state it in config.json (projection_dim or"
                            + " hidden_size)")));
        }
        List<Pad> pads = pooling == Pooling.NONE ? List.of() : List.of(new Pad(1, 0));
        return new Port(output.name(), output.type(), dims, 0, pads, 0);
    }
}
