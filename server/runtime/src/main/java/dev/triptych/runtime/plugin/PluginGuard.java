package dev.triptych.runtime.plugin;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every call into a plugin: its class loader as the thread's, and its failures turned into words.
 *
 * <p>Holds the one {@code catch Throwable} of the plugin room: a plugin may miss a class, recurse without end or answer
 * null, and none of these may harm the thread that called it. Thread-safe.
 */
public final class PluginGuard {
    private final String plugin;
    private final @Nullable ClassLoader loader;

    /**
     * @param plugin the plugin's name, for messages
     * @param loader the plugin's class loader; null for the platform's
     */
    public PluginGuard(String plugin, @Nullable ClassLoader loader) {
        this.plugin = plugin;
        this.loader = loader;
    }

    /**
     * Calls plugin code that answers.
     *
     * @param what the method called, for messages
     * @throws TaskException what the plugin threw, or {@code PLUGIN_FAILURE} for anything else and for null
     */
    public <T> T call(String what, Supplier<? extends @Nullable T> code) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        T answer;
        try {
            answer = code.get();
        } catch (Throwable failure) {
            throw translated(what, failure);
        } finally {
            thread.setContextClassLoader(before);
        }
        if (answer == null) {
            throw TaskException.of(
                    Reason.PLUGIN_FAILURE, "Plugin " + plugin + " answered null from " + what + "; report it.");
        }
        return answer;
    }

    /** Calls plugin code that answers nothing. */
    public void run(String what, Runnable code) {
        Object unused = call(what, () -> {
            code.run();
            return Boolean.TRUE;
        });
    }

    /** The same work under the plugin's class loader, for executors that run a plugin's continuations. */
    public Runnable wrap(Runnable code) {
        return () -> {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                code.run();
            } finally {
                thread.setContextClassLoader(before);
            }
        };
    }

    /** What a plugin threw, or completed a result with, in words for the caller. */
    public TaskException translated(String what, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.util.concurrent.CompletionException
                || cause instanceof java.util.concurrent.ExecutionException) {
            Throwable inner = cause.getCause();
            if (inner == null) {
                break;
            }
            cause = inner;
        }
        if (cause instanceof TaskException task) {
            return task;
        }
        return TaskException.of(
                Reason.PLUGIN_FAILURE,
                "Plugin " + plugin + " failed in " + what + " with "
                        + cause.getClass().getSimpleName() + "; report it with the request id.",
                cause);
    }
}
