package dev.triptych.runtime.plugin;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;

/** Makes the providers of a service out of a class loader, with each failure in words. */
final class Services {
    private Services() {}

    /**
     * The providers that the loader's own jars declare.
     *
     * @throws TaskException {@code PLUGIN_LOAD} for the first that cannot be made, naming the class of the cause
     */
    static <S> List<S> of(String plugin, Class<S> service, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            List<S> found = new ArrayList<>();
            Iterator<S> providers = ServiceLoader.load(service, loader).iterator();
            while (providers.hasNext()) {
                found.add(providers.next());
            }
            return found;
        } catch (RuntimeException | Error failure) {
            throw failed(plugin, failure);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    static TaskException failed(String plugin, Throwable failure) {
        Throwable cause = failure;
        Throwable inner = cause.getCause();
        while (inner != null && cause instanceof java.util.ServiceConfigurationError) {
            cause = inner;
            inner = cause.getCause();
        }
        String words = cause.getMessage() == null ? "" : " " + Quoted.text(lastName(cause.getMessage()));
        return Jars.failure(plugin, cause.getClass().getSimpleName() + words, cause);
    }

    // Only the last part of a class name: messages of the JDK may hold a file's path behind it.
    private static String lastName(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.contains("/") && line.contains(" ") ? "" : line;
    }
}
