/**
 * Load through gRPC and how it is counted. Starting points: {@link dev.triptych.bench.load.ClosedLoop},
 * {@link dev.triptych.bench.load.Tally}, {@link dev.triptych.bench.load.Caller}.
 */
@NullMarked
package dev.triptych.bench.load;

import org.jspecify.annotations.NullMarked;
