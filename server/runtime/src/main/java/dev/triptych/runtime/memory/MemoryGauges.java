package dev.triptych.runtime.memory;

/**
 * What an allocator has given out and keeps; a snapshot.
 *
 * @param bytesInUse capacity of the buffers behind open tensors and builders
 * @param live open tensors, views and builders
 * @param retainedBytes capacity of the free buffers that are kept
 */
public record MemoryGauges(long bytesInUse, long live, long retainedBytes) {}
