/**
 * The gRPC edge.
 */
@NullMarked
package dev.triptych.transport;

import org.jspecify.annotations.NullMarked;
