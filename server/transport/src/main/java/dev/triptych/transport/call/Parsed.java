package dev.triptych.transport.call;

import dev.triptych.spi.error.TaskException;

/** A message off the wire: what it says, or why it cannot be read. */
sealed interface Parsed<Q> {
    record Good<Q>(Q message) implements Parsed<Q> {}

    record Bad<Q>(TaskException error) implements Parsed<Q> {}
}
