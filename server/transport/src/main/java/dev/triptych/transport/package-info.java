/**
 * The gRPC edge: servers, their limits and their order of steps. Starting points: {@link dev.triptych.transport.GrpcEdge},
 * then {@link dev.triptych.transport.status.ErrorMapper}, then the rooms {@code typed} and {@code inference}.
 */
@NullMarked
package dev.triptych.transport;

import org.jspecify.annotations.NullMarked;
