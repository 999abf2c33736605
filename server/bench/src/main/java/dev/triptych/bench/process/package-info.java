/**
 * Other programs that a bench runs or looks into. Starting points: {@link dev.triptych.bench.process.PerfAnalyzer},
 * {@link dev.triptych.bench.process.Jvm}.
 */
@NullMarked
package dev.triptych.bench.process;

import org.jspecify.annotations.NullMarked;
