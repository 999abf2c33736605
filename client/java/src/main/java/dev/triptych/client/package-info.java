/**
 * The Java SDK: typed calls to a Triptych server, blocking or with futures, with retries, deadlines and typed failures.
 * Starting points: {@link dev.triptych.client.TriptychClient}, {@link dev.triptych.client.Input},
 * {@link dev.triptych.client.Result}.
 */
@NullMarked
package dev.triptych.client;

import org.jspecify.annotations.NullMarked;
