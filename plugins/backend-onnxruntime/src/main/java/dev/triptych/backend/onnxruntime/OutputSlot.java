package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.tensor.Tensor;
import java.util.Optional;

/** Where the batch of one output lies after a run. Used by the lane's thread alone. */
interface OutputSlot extends AutoCloseable {
    /** A tensor over our own memory for the run to write; empty where the shape is not known before. */
    Optional<OnnxTensor> prepare(int rows, int[] lengths) throws OrtException;

    /**
     * Copies a tensor that the run allocated because none was prepared.
     *
     * @throws BackendException when its shape is not what the port promises
     */
    void accept(OnnxValue value, int rows) throws BackendException, OrtException;

    /** An item's share. */
    Tensor take(int row, int rows, int[] lengths);

    @Override
    void close();
}
