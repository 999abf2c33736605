package dev.triptych.testing;

import dev.triptych.spi.backend.BatchLayout;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Blocks;
import dev.triptych.spi.tensor.ByteElements;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;

/** Puts items into batches. */
final class Stacking {
    private Stacking() {}

    static void put(Port port, int row, Tensor item, Batch batch) {
        long[] shape = item.shape();
        long[] batchShape = batch.shape();
        BatchLayout.check(port, batchShape, shape);
        long[] at = BatchLayout.origin(port, row);
        if (!port.type().fixedWidth()) {
            byte[][] elements = ByteElements.decode(item.host(), Math.toIntExact(Shapes.elements(shape)));
            Blocks.runs(
                    shape,
                    new long[shape.length],
                    batchShape,
                    at,
                    shape,
                    (from, to, count) -> System.arraycopy(elements, from, batch.elements(), to, count));
            return;
        }
        if (BatchLayout.leavesPadding(port, batchShape, shape)) {
            long[] space = batchShape.clone();
            if (port.batchAxis() != Port.NO_BATCH) {
                space[port.batchAxis()] = shape[port.batchAxis()];
            }
            Blocks.fill(batch.data(), batchShape, at, space, port.type(), port.padValue());
        }
        Blocks.copy(
                item.host(),
                shape,
                new long[shape.length],
                batch.data(),
                batchShape,
                at,
                shape,
                port.type().width());
    }
}
