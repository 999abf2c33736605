/**
 * The commands that measure servers. Starting points: {@link dev.triptych.app.cli.measure.BenchCommand},
 * {@link dev.triptych.app.cli.measure.AnalyzeCommand}.
 */
@NullMarked
package dev.triptych.app.cli.measure;

import org.jspecify.annotations.NullMarked;
