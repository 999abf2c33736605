package dev.triptych.runtime;

/**
 * What is under way; a snapshot. All are 0 when the server is at rest and its callers have closed their results.
 *
 * @param requests open requests
 * @param items items admitted and not answered
 * @param queued submissions and host work that wait
 * @param reservedBytes bytes of the budget in use
 * @param tensorBytes bytes of open tensors, without those that lie in the buffers of a batch
 * @param tensors open tensors of requests and their results; not the buffers that executions keep
 * @param labelBytes bytes of label vectors that are kept for later calls
 */
public record RuntimeGauges(
        long requests, long items, int queued, long reservedBytes, long tensorBytes, long tensors, long labelBytes) {}
