package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Completes a tower's output port: its size where the exporter left it free, its padded axis where it has tokens. */
final class Dims {
    private final OptionalInt configured;

    /** @param configured the common space's dimension, where a configuration tells */
    Dims(OptionalInt configured) {
        this.configured = configured;
    }

    /** The port as the stage shall see it; {@link Reason#MODEL_UNSUPPORTED} when it cannot hold vectors. */
    Port fix(Port output, Pooling pooling) {
        int rank = output.dims().size();
        if (rank != pooling.rank() || output.type() != DType.FP32) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "output " + Quoted.text(output.name()) + " is " + output.type() + " " + output.dims()
                            + "; a vector for each " + (pooling == Pooling.NONE ? "item" : "token")
                            + " in FP32 was expected (pooling " + pooling.name().toLowerCase(Locale.ROOT) + ")");
        }
        List<Long> dims = new ArrayList<>(output.dims());
        if (dims.get(rank - 1) < 0) {
            dims.set(rank - 1, (long) configured.orElseThrow(() -> TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "output " + Quoted.text(output.name())
                            + " does not say how long its vectors are; state projection_dim in config.json")));
        }
        List<Pad> pads = pooling == Pooling.NONE ? List.of() : List.of(new Pad(1, 0));
        return new Port(output.name(), output.type(), dims, 0, pads, 0);
    }
}
