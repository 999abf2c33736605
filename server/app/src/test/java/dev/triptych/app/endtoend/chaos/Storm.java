package dev.triptych.app.endtoend.chaos;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends a seeded mix of calls, a fixed number at a time, and answers how each ended.
 *
 * <p>What is sent, to whom and what is done to it follow from the seed alone; what of it meets what does not. A call is
 * cancelled when so many others have been started, or at one of its answers, never after a time. Used by one thread.
 */
public final class Storm implements AutoCloseable {
    private static final int STEADY = 3;
    private static final int CUT = 2;
    private static final int TENANTS = 4;
    private static final int CUT_PERCENT = 20;
    private static final int MOST_MILLIS = 20;
    /** Calls that start between a call and its cancellation. */
    private static final int SPAN = 64;
    /** Far more than any call takes, so that only what hangs fails. */
    private static final long PATIENCE_SECONDS = 120;

    private final long seed;
    private final int abreast;
    private final boolean calm;
    private final CuttingProxy proxy;
    private final Pool pool = new Pool();
    private final List<Quiet> quiet = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Semaphore room;

    /**
     * @param server where the server listens, {@code host:port}
     * @param abreast calls under way at a time
     * @param calm whether nothing is done to any call or connection
     */
    public Storm(String server, long seed, int abreast, boolean calm) {
        this.seed = seed;
        this.abreast = abreast;
        this.calm = calm;
        this.room = new Semaphore(abreast);
        this.proxy = new CuttingProxy(server, seed);
        for (int i = 0; i < STEADY + CUT; i++) {
            channels.add(NettyChannelBuilder.forTarget(i < STEADY ? server : proxy.target())
                    .usePlaintext()
                    .disableRetry()
                    .build());
        }
    }

    /** Connections that were cut. */
    public int cuts() {
        return proxy.cuts();
    }

    /**
     * Learns in quiet what typed calls must be answered.
     *
     * @param models what typed calls use, with the slack that each needs; in order of use
     */
    public void learn(Map<String, Double> models) {
        models.forEach((model, slack) -> quiet.add(Quiet.ask(channels.get(0), model, slack, pool)));
    }

    /** Sends the mix, and answers when all of it has ended. */
    public List<Outcome> rage(int calls) {
        return rage(calls, calls, () -> {});
    }

    /** Sends the mix and does something when so many calls have been sent. */
    public List<Outcome> rage(int calls, int when, Runnable what) {
        Mix mix = new Mix(pool, quiet);
        Map<Integer, List<Exchange<?, ?>>> toCancel = new HashMap<>();
        for (int i = 0; i < calls; i++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
            acquire(1);
            if (i == when) {
                what.run();
            }
            Exchange<?, ?> exchange = start("c" + i, mix, random, i, toCancel);
            exchange.start();
            toCancel.getOrDefault(i, List.of()).forEach(Exchange::cancel);
            toCancel.remove(i);
        }
        toCancel.values().forEach(late -> late.forEach(Exchange::cancel));
        acquire(abreast);
        return List.copyOf(outcomes);
    }

    private Exchange<?, ?> start(
            String id, Mix mix, SplittableRandom random, int number, Map<Integer, List<Exchange<?, ?>>> toCancel) {
        Fate fate = calm ? Fate.PLAIN : Fate.draw(random);
        boolean cuttable = !calm && random.nextInt(100) < CUT_PERCENT;
        int channel = cuttable ? STEADY + random.nextInt(CUT) : random.nextInt(STEADY);
        boolean atAnswer = fate == Fate.CANCELLED && random.nextInt(4) == 0;
        CallOptions options = fate == Fate.HURRIED
                ? CallOptions.DEFAULT.withDeadlineAfter(1 + random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS)
                : CallOptions.DEFAULT;
        Script<?, ?> script = mix.draw(id, random, fate);
        Exchange.Planned planned =
                new Exchange.Planned(id, "t" + random.nextInt(TENANTS), fate, cuttable, atAnswer ? 1 : 0);
        Exchange<?, ?> exchange = exchange(planned, script, channels.get(channel), options);
        if (fate == Fate.CANCELLED && !atAnswer) {
            toCancel.computeIfAbsent(number + random.nextInt(SPAN), at -> new ArrayList<>())
                    .add(exchange);
        }
        return exchange;
    }

    private <Q, R> Exchange<Q, R> exchange(
            Exchange.Planned planned, Script<Q, R> script, ManagedChannel channel, CallOptions options) {
        return new Exchange<>(planned, script, channel, options, outcome -> {
            outcomes.add(outcome);
            room.release();
        });
    }

    private void acquire(int permits) {
        try {
            if (!room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError((abreast - room.availablePermits()) + " calls do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        proxy.close();
    }
}
