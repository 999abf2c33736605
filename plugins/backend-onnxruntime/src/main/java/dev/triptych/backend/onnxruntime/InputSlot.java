package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.tensor.Tensor;

/** Where the items of one input are stacked. Used by the lane's thread alone. */
interface InputSlot extends AutoCloseable {
    /** Forgets the batch before. */
    void begin(int rows, int[] lengths);

    /** Copies an item in. */
    void put(int row, Tensor item);

    /**
     * The stacked batch.
     *
     * @throws BackendException when an item cannot be handed to ONNX Runtime
     * @throws IllegalStateException when nothing was put
     */
    OnnxTensor tensor() throws BackendException, OrtException;

    @Override
    void close();
}
