/**
 * Fakes and contract tests for plugins and backends.
 */
@NullMarked
package dev.triptych.testing;

import org.jspecify.annotations.NullMarked;
