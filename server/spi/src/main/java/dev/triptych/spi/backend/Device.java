package dev.triptych.spi.backend;

/**
 * A device that a backend can run graphs on.
 *
 * @param backend the backend's name
 * @param ordinal the device's number within the backend, from 0
 * @param description what an operator would call it
 * @param lanes how many executions run on it side by side, 1 or more
 * @param memoryBytes its memory; 0 when it shares the host's
 */
public record Device(String backend, int ordinal, String description, int lanes, long memoryBytes) {}
