package dev.triptych.runtime.repository;

import java.nio.file.Path;

/**
 * A folder to serve.
 *
 * @param name the name to serve it under
 * @param folder where it lies, as the operator named it
 */
public record ModelSource(String name, Path folder) {}
