/**
 * The commands of the bench. Starting points: {@link dev.triptych.bench.cli.BenchMain},
 * {@link dev.triptych.bench.cli.SideBySide}.
 */
@NullMarked
package dev.triptych.bench.cli;

import org.jspecify.annotations.NullMarked;
