package dev.triptych.spi.model;

/** Where a stage leaves its outputs. */
public enum Residency {
    /** In host memory, for the plugin to read. */
    HOST,
    /** Where they were made, for another stage on the same device. */
    DEVICE
}
