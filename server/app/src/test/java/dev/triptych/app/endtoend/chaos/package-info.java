/**
 * A seeded mix of calls in which everything that can end a call early happens: cancels, short deadlines, bad items and cut
 * connections; and the books that must balance afterwards. Starting points:
 * {@link dev.triptych.app.endtoend.chaos.Storm}, then {@link dev.triptych.app.endtoend.chaos.Reckoning}.
 */
@NullMarked
package dev.triptych.app.endtoend.chaos;

import org.jspecify.annotations.NullMarked;
