/**
 * What the server is measured with: load generators, baselines, and runs that put both side by side. Starting points:
 * {@link dev.triptych.bench.cli.BenchMain}, {@link dev.triptych.load.ClosedLoop},
 * {@link dev.triptych.bench.bare.BareLoop}.
 */
@NullMarked
package dev.triptych.bench;

import org.jspecify.annotations.NullMarked;
