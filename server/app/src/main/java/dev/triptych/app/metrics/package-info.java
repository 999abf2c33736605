/**
 * Metrics: their names and how they are exposed. Starting point: {@link dev.triptych.app.metrics.MetricNames}.
 */
@NullMarked
package dev.triptych.app.metrics;

import org.jspecify.annotations.NullMarked;
