/**
 * Requests and the calls inside them: time, end, share and memory. Starting points: {@link dev.triptych.runtime.request.RequestDesk}, then {@link dev.triptych.runtime.request.RequestImpl}.
 */
@NullMarked
package dev.triptych.runtime.request;

import org.jspecify.annotations.NullMarked;
