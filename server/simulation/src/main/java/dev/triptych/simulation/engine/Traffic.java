package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Flow;
import java.util.List;
import java.util.function.ToLongFunction;

/** What one kind of caller sends: who, through which stages, how often, how urgent, and what goes wrong with it. */
public final class Traffic {
    private final Flow flow;
    private final List<Stage> steps;
    private Arrivals arrivals = (dice, nanos) -> nanos;
    private int closed;
    private long from;
    private long until;
    private int items = 1;
    private int window = 1;
    private ToLongFunction<Dice> length = dice -> 0;
    private ToLongFunction<Dice> deadline = dice -> Long.MAX_VALUE;
    private long bytes;
    private int cancels;
    private long patience;
    private int bad;

    private Traffic(Flow flow, List<Stage> steps) {
        this.flow = flow;
        this.steps = steps;
    }

    /** Requests of one tenant for a model that is these stages, one after the other. */
    public static Traffic of(String tenant, String model, Stage... steps) {
        return new Traffic(new Flow(tenant, model), List.of(steps));
    }

    /** An open loop from one time to another, in nanoseconds. */
    public Traffic open(Arrivals process, long start, long end) {
        arrivals = process;
        from = start;
        until = end;
        return this;
    }

    /** A closed loop: so many callers, each sends its next request when it has its answer, until a time. */
    public Traffic closed(int callers, long end) {
        closed = callers;
        until = end;
        return this;
    }

    /** How many items a request has, and how many of them are submitted at a time. */
    public Traffic items(int count, int atOnce) {
        items = count;
        window = atOnce;
        return this;
    }

    /** Draws the length of each item. */
    public Traffic lengths(ToLongFunction<Dice> draw) {
        length = draw;
        return this;
    }

    /** Draws the time that each request has, in nanoseconds. */
    public Traffic deadline(ToLongFunction<Dice> draw) {
        deadline = draw;
        return this;
    }

    /** What each request reserves. */
    public Traffic bytes(long count) {
        bytes = count;
        return this;
    }

    /** So many in a thousand are cancelled, at a random moment within this time. */
    public Traffic cancels(int perMille, long nanos) {
        cancels = perMille;
        patience = nanos;
        return this;
    }

    /** So many items in a thousand make any batch of the last stage fail. */
    public Traffic bad(int perMille) {
        bad = perMille;
        return this;
    }

    Flow flow() {
        return flow;
    }

    List<Stage> steps() {
        return steps;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    int closed() {
        return closed;
    }

    long from() {
        return from;
    }

    long until() {
        return until;
    }

    int items() {
        return items;
    }

    int window() {
        return window;
    }

    long bytes() {
        return bytes;
    }

    int cancels() {
        return cancels;
    }

    long patience() {
        return patience;
    }

    List<Integer> drawLengths(Dice dice) {
        long drawn = length.applyAsLong(dice);
        return drawn == 0 ? List.of() : List.of((int) drawn);
    }

    long drawDeadline(Dice dice, long now) {
        long time = deadline.applyAsLong(dice);
        return time == Long.MAX_VALUE ? time : now + time;
    }

    boolean drawBad(Dice dice) {
        return dice.perMille(bad);
    }
}
