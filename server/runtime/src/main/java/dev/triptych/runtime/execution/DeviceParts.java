package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.scheduling.Bursts;
import dev.triptych.scheduling.Cores;
import dev.triptych.scheduling.FaultListener;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.scheduling.Ticker;
import dev.triptych.scheduling.Weights;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;

/**
 * What a device is given.
 *
 * @param mostRows the most rows of a batch; 0 leaves it to the device
 * @param allocator memory for what executions hold, and for outputs
 * @param outputs makes an execution's output the caller's: whoever counts memory counts it as the caller's from then on
 * @param ticker the time
 * @param threads makes the lanes' threads
 * @param meter hears of batches
 * @param faults hears of defects
 * @param bounds how much may wait for one stage
 * @param weights the shares of tenants and models
 * @param cores what lanes run on where the device is the processor
 * @param bursts who brings work in them wakes the lanes behind the last
 */
public record DeviceParts(
        int mostRows,
        TensorAllocator allocator,
        UnaryOperator<Tensor> outputs,
        Ticker ticker,
        ThreadFactory threads,
        Meter meter,
        FaultListener faults,
        QueueBounds bounds,
        Weights weights,
        Cores cores,
        Bursts bursts) {}
