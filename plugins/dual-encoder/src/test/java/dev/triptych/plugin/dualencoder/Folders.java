package dev.triptych.plugin.dualencoder;

import dev.triptych.parity.Served;
import dev.triptych.runtime.repository.FolderView;
import dev.triptych.spi.tensor.Tensors;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Folders served by this family's plugin. */
final class Folders {
    private Folders() {}

    static Served serve(Path folder) {
        return Served.of(new DualEncoderPlugin(), folder);
    }

    /** @param change what befalls every stage's inputs */
    static Served serve(FolderView folder, UnaryOperator<Tensors> change) {
        return Served.of(new DualEncoderPlugin(), folder, change);
    }
}
