/**
 * What holds for every call, whatever the service: identity, deadline, observation, defects. Starting points:
 * {@link dev.triptych.transport.call.Interceptors}, then {@link dev.triptych.transport.call.UnaryCalls}.
 */
@NullMarked
package dev.triptych.transport.call;

import org.jspecify.annotations.NullMarked;
