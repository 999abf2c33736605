/**
 * Health by name. Starting point: {@link dev.triptych.transport.health.CatalogHealth}.
 */
@NullMarked
package dev.triptych.transport.health;

import org.jspecify.annotations.NullMarked;
