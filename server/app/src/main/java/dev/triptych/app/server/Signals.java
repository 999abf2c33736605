package dev.triptych.app.server;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The wish to stop: SIGTERM or SIGINT begins a drain, a second one cuts it short.
 *
 * <p>Not a JVM shutdown hook: hooks run beside each other, and the engines' own would free native state under a drain.
 */
public final class Signals {
    private final CompletableFuture<String> stop = new CompletableFuture<>();
    private final CompletableFuture<String> hurry = new CompletableFuture<>();
    private final AtomicInteger heard = new AtomicInteger();

    /** Listens to the process's signals from now on. */
    public void listen() {
        for (String name : new String[] {"TERM", "INT"}) {
            handle(name);
        }
    }

    // By reflection: javac warns of sun.misc.Signal in a way that cannot be suppressed, and warnings fail this build.
    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        request("SIG" + name);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no signals; use one with the module jdk.unsupported", e);
        }
    }

    /** Asks for a stop, as a signal does; asking again asks for haste. */
    public void request(String why) {
        if (heard.getAndIncrement() == 0) {
            stop.complete(why);
        } else {
            hurry.complete(why);
        }
    }

    /** Completes with the reason when a stop is wanted. */
    public CompletableFuture<String> stop() {
        return stop;
    }

    /** Completes when it is wanted at once. */
    public CompletableFuture<String> hurry() {
        return hurry;
    }
}
