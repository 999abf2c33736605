/**
 * Fakes and contract tests for plugins and backends. Starting points: {@link dev.triptych.testing.LedgerAllocator}, {@link dev.triptych.testing.FakeBackend}, {@link dev.triptych.testing.BackendContractTest} and {@link dev.triptych.testing.ModelPluginContractTest}.
 */
@NullMarked
package dev.triptych.testing;

import org.jspecify.annotations.NullMarked;
