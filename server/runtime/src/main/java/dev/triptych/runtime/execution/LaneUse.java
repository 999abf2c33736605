package dev.triptych.runtime.execution;

/**
 * How busy a device is, or the host; a snapshot.
 *
 * @param device the device's name, such as {@code onnxruntime-0}; {@code host} for decoding and post-processing
 * @param lanes its lanes
 * @param busy those that run something now
 */
public record LaneUse(String device, int lanes, int busy) {}
