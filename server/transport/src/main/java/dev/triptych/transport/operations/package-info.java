/**
 * Ports for operators: metrics and probes, administration. Starting point:
 * {@link dev.triptych.transport.operations.OperationsEdge}.
 */
@NullMarked
package dev.triptych.transport.operations;

import org.jspecify.annotations.NullMarked;
