/**
 * Figures as tables of Markdown. Starting points: {@link dev.triptych.bench.report.Rounds},
 * {@link dev.triptych.bench.report.Table}.
 */
@NullMarked
package dev.triptych.bench.report;

import org.jspecify.annotations.NullMarked;
