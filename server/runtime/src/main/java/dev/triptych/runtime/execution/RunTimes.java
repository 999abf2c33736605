package dev.triptych.runtime.execution;

/**
 * When the steps of one run were taken, on the server's ticker, in nanoseconds.
 *
 * @param rows rows of the batch
 * @param startedNanos when it began to be put together
 * @param putNanos when it was put together
 * @param ranNanos when the backend was done
 * @param endedNanos when it was taken apart
 */
record RunTimes(int rows, long startedNanos, long putNanos, long ranNanos, long endedNanos) {
    long inputNanos() {
        return putNanos - startedNanos;
    }

    long inferNanos() {
        return ranNanos - putNanos;
    }

    long outputNanos() {
        return endedNanos - ranNanos;
    }
}
