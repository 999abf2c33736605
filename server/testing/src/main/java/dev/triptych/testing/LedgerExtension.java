package dev.triptych.testing;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test an allocator and fails the test when it leaks: register it by
 * {@code @RegisterExtension final LedgerExtension memory = new LedgerExtension();}. Runs after the test's own
 * {@code @AfterEach} methods, so these may close what the test opened.
 */
public final class LedgerExtension implements AfterEachCallback {
    private final LedgerAllocator allocator = new LedgerAllocator();

    /** The allocator. */
    public LedgerAllocator allocator() {
        return allocator;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        // A failed test leaks as a consequence; its own failure is the one to show.
        if (context.getExecutionException().isEmpty()) {
            allocator.assertNoLeaks();
        }
    }
}
