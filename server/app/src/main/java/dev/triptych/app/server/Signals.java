package dev.triptych.app.server;

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
    @SuppressWarnings("sunapi")
    public void listen() {
        for (String name : new String[] {"TERM", "INT"}) {
            sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> request("SIG" + signal.getName()));
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
