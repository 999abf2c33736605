/**
 * Spans of OpenTelemetry for calls and their phases. Starting points: {@link dev.triptych.app.tracing.TraceOptions}, then
 * {@link dev.triptych.app.tracing.SpanWriter}.
 */
@NullMarked
package dev.triptych.app.tracing;

import org.jspecify.annotations.NullMarked;
