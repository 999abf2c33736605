package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.Weights;
import java.util.List;
import java.util.function.Consumer;

/**
 * A policy that takes part in a comparison.
 *
 * @param name in tables
 * @param held whether all invariants must hold of it, or only those of the simulation itself
 * @param forecast how requests are admitted by predicted time
 * @param maker makes its policy for one station
 */
public record Contender(String name, boolean held, Forecast forecast, Maker maker) {
    /** Makes a policy for one station. */
    @FunctionalInterface
    public interface Maker {
        /** The policy for these lanes; it wakes a lane when there may be work for it. */
        Policy make(VirtualTime time, List<Lane> lanes, Consumer<Lane> wake);
    }

    /** The scheduler itself. */
    public static Contender triptych() {
        return triptych(Weights.EQUAL);
    }

    /** The scheduler itself, under weights. */
    public static Contender triptych(Weights weights) {
        return new Contender(
                "triptych", true, Forecast.ALONE, (time, lanes, wake) -> new SharedPolicy(weights, time, lanes, wake));
    }

    /** The scheduler with another forecast than the server's. */
    public static Contender triptych(String name, Forecast forecast) {
        return new Contender(
                name, true, forecast, (time, lanes, wake) -> new SharedPolicy(Weights.EQUAL, time, lanes, wake));
    }

    /** A batching timer: a batch waits until it is full or its first work has waited so long; the queue has no bound. */
    public static Contender timer(long millis) {
        return peer(millis + " ms timer", PeerRules.PLAIN.delay(millis * 1_000_000));
    }

    /** First in, first out, without a bound. */
    public static Contender fifo() {
        return peer("FIFO", PeerRules.PLAIN);
    }

    /** First in, first out, refusing when so many wait. */
    public static Contender fifo(int cap) {
        return peer("FIFO, cap " + cap, PeerRules.PLAIN.cap(cap));
    }

    /** First in, first out, the batch dimension padded up to a power of two. */
    public static Contender powersOfTwo() {
        return peer("padded to powers of two", PeerRules.PLAIN.rounding(Rounding.UP));
    }

    /** Another server's way. */
    public static Contender peer(String name, PeerRules rules) {
        return new Contender(
                name, false, Forecast.NONE, (time, lanes, wake) -> new PeerPolicy(rules, time, lanes, wake));
    }
}
