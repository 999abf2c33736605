package dev.triptych.spi.model;

/**
 * A model to load.
 *
 * @param name the name it is served under
 * @param version the version, a positive number as text
 * @param folder where it lies
 */
public record ModelDefinition(String name, String version, ModelFolder folder) {}
