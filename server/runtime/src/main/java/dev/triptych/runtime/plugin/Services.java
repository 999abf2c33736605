package dev.triptych.runtime.plugin;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;

/** Makes the providers of a service out of a class loader, with each failure in words. */
final class Services {
    private static final int MOST_FAILURES = 16;

    private Services() {}

    /**
     * The providers that the loader's own jars declare.
     *
     * @throws TaskException {@code PLUGIN_LOAD} for the first that cannot be made, naming the class of the cause
     */
    static <S> List<S> of(String plugin, Class<S> service, ClassLoader loader) {
        List<S> found = new ArrayList<>();
        List<TaskException> failures = each(plugin, service, loader, found);
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return found;
    }

    /**
     * Makes every provider that can be made.
     *
     * @param found takes those that were made, in the order of their jars
     * @return why each of the others was not, with reason {@code PLUGIN_LOAD} and its cause
     */
    static <S> List<TaskException> each(String plugin, Class<S> service, ClassLoader loader, List<S> found) {
        List<TaskException> failures = new ArrayList<>();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Iterator<S> providers = ServiceLoader.load(service, loader).iterator();
            boolean more = true;
            // After a failure the iterator goes on behind it, save when it cannot read the jars at all.
            while (more && failures.size() < MOST_FAILURES) {
                try {
                    more = providers.hasNext();
                    if (more) {
                        found.add(providers.next());
                    }
                } catch (RuntimeException | Error failure) {
                    failures.add(failed(plugin, failure));
                }
            }
        } finally {
            thread.setContextClassLoader(before);
        }
        return failures;
    }

    static TaskException failed(String plugin, Throwable failure) {
        Throwable cause = failure;
        Throwable inner = cause.getCause();
        while (inner != null && cause instanceof java.util.ServiceConfigurationError) {
            cause = inner;
            inner = cause.getCause();
        }
        String words = cause.getMessage() == null ? "" : " " + Quoted.text(lastName(cause.getMessage()));
        return Jars.failure(plugin, cause.getClass().getSimpleName() + words, failure);
    }

    // Only the last part of a class name: messages of the JDK may hold a file's path behind it.
    private static String lastName(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.contains("/") && line.contains(" ") ? "" : line;
    }
}
