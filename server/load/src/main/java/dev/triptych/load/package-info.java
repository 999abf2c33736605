/**
 * Load made against a server, and what became of it. Starting points: {@link dev.triptych.load.OpenLoop},
 * {@link dev.triptych.load.ClosedLoop}, {@link dev.triptych.load.Figures}.
 */
@NullMarked
package dev.triptych.load;

import org.jspecify.annotations.NullMarked;
