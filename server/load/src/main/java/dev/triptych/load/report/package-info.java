/**
 * Figures of several loads as CSV and as a picture. Starting points: {@link dev.triptych.load.report.CsvReport},
 * {@link dev.triptych.load.report.Plot}.
 */
@NullMarked
package dev.triptych.load.report;

import org.jspecify.annotations.NullMarked;
