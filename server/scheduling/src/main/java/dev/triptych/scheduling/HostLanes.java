package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The threads that decode, preprocess and post-process: host work under the same queues, fairness, deadlines and
 * cancellation as a device.
 *
 * <p>A plain pool would let one tenant's huge images starve everybody before the scheduler sees them. Two groups: the
 * long lanes run any kind, the short lanes run continuations and post-processing only, so that a slow decode never holds
 * back a request that is nearly done. Work runs one at a time; {@link HostKind} is the order of the kinds.
 *
 * <p>Safe for use by many threads.
 */
public final class HostLanes implements AutoCloseable {
    private final Dispatcher<HostWork> dispatcher;
    private final HostBook book;
    private final LaneGroup longGroup;
    private final Set<LaneGroup> any;
    private final Set<LaneGroup> longOnly;
    private final List<LaneThread<HostWork>> threads = new ArrayList<>();

    /** Lanes that have not begun, shared by everyone alike. */
    public HostLanes(
            int longLanes,
            int shortLanes,
            QueueBounds decodes,
            Ticker ticker,
            ThreadFactory factory,
            FaultListener faults) {
        this(longLanes, shortLanes, decodes, Weights.EQUAL, new Cores(longLanes), ticker, factory, faults);
    }

    /**
     * Lanes that have not begun.
     *
     * @param longLanes threads for any kind, at least 1
     * @param shortLanes threads for short kinds only, at least 0
     * @param decodes how much decoding may wait for each model; costs are the caller's nanoseconds
     * @param weights the shares of tenants and models
     * @param cores what the long lanes run on; the short ones do so little that they take no turns
     */
    public HostLanes(
            int longLanes,
            int shortLanes,
            QueueBounds decodes,
            Weights weights,
            Cores cores,
            Ticker ticker,
            ThreadFactory factory,
            FaultListener faults) {
        this.longGroup = new LaneGroup("host", DeviceGate.open(), cores.share(longLanes));
        LaneGroup shortGroup = new LaneGroup("host-short", DeviceGate.open());
        this.book = new HostBook(decodes);
        this.longOnly = Set.of(longGroup);
        this.any = shortLanes == 0 ? longOnly : Set.of(shortGroup, longGroup);
        this.dispatcher = new Dispatcher<>(ticker, book, weights, QueueBounds.NONE, faults);
        add(longGroup, longLanes, ticker, factory, faults);
        add(shortGroup, shortLanes, ticker, factory, faults);
    }

    private void add(LaneGroup group, int count, Ticker ticker, ThreadFactory factory, FaultListener faults) {
        dispatcher.register(group);
        // No burst is ever begun: what a host lane does is long beside a wake.
        Bursts atOnce = new Bursts();
        for (int i = 0; i < count; i++) {
            Lane lane = new Lane(group, i);
            threads.add(new LaneThread<>(dispatcher, lane, HostLanes::run, ticker, factory, faults, atOnce));
        }
    }

    /** Starts the threads; once. */
    public void start() {
        threads.forEach(LaneThread::start);
    }

    /**
     * Queues a piece of work for a request. {@link HostKind#DECODE} begins a request and may be refused; the other kinds
     * go on with one and are refused only when their deadline has passed or all is closed.
     *
     * @param cost a rough forecast of its nanoseconds, at least 0
     * @param run the work; what it throws is a defect, and drops it
     * @param dropped told instead of {@code run} that it will not run, or after {@code run} that it threw
     */
    public Admission submit(RequestScope scope, HostKind kind, long cost, Runnable run, Consumer<DropReason> dropped) {
        Set<LaneGroup> lanes = kind == HostKind.DECODE ? longOnly : any;
        HostWork work = new HostWork(scope, kind, cost, lanes, run, dropped);
        return kind == HostKind.DECODE ? dispatcher.offer(work) : dispatcher.offerAdmitted(work);
    }

    /**
     * An executor for the continuations of one request. What it is given always runs, even when the request was
     * cancelled or its deadline has passed, because continuations give back what stages hold: on these lanes; if it
     * still stands in the queue when they are closed, on the thread that closes them; after that on the caller's.
     */
    public Executor executor(RequestScope scope) {
        return run -> {
            Admission admission = submit(scope, HostKind.CONTINUATION, 0, run, reason -> {
                if (reason == DropReason.DRAINED) {
                    run.run();
                }
            });
            if (admission instanceof Admission.Refused) {
                run.run();
            }
        };
    }

    /**
     * How long decoding takes by itself: the forecast, set right by what the model's decodes were seen to take; 0 until
     * enough were.
     *
     * @param cost the forecast, in nanoseconds
     * @param pessimistic whether 95 of 100 decodes should stay within it, instead of half of them
     */
    public long decodeNanos(String model, long cost, boolean pessimistic) {
        ServiceProfile profile = decodes(model);
        if (!profile.ready()) {
            return 0;
        }
        return pessimistic ? profile.pessimisticNanos(cost) : profile.nanos(cost);
    }

    private LinearProfile decodes(String model) {
        return book.profile(new HostKey(HostKind.DECODE, model));
    }

    /** What is known of a model's decodes; empty while that is nothing. */
    public Optional<ProfileSnapshot> learned(String model) {
        LinearProfile profile = decodes(model);
        return profile.ready() ? Optional.of(profile.snapshot()) : Optional.empty();
    }

    /** Goes on from what was known of a model's decodes in an earlier life; what is known already goes first. */
    public void resume(String model, ProfileSnapshot learned) {
        LinearProfile profile = decodes(model);
        if (!profile.ready()) {
            profile.restore(learned);
        }
    }

    /**
     * When a decode of a flow that comes now would have ended, under the fair order; a reading of the ticker.
     *
     * @param latestStartNanos as its request has it
     */
    public long decodedNanos(Flow flow, long cost, long latestStartNanos) {
        long service = decodeNanos(flow.model(), cost, true);
        return dispatcher.finishNanos(longGroup, new Arrival(flow, 0, service, Long.MAX_VALUE, latestStartNanos));
    }

    /** Counts a decode that will be submitted among those that wait. */
    public Promise promise(Flow flow, long cost, long latestStartNanos) {
        return dispatcher.promise(longGroup, flow, decodeNanos(flow.model(), cost, false), latestStartNanos);
    }

    /** How many pieces of work wait. */
    public int queued() {
        return dispatcher.queued();
    }

    /** How many can run at once. */
    public int lanes() {
        return threads.size();
    }

    /** How many run now. */
    public int running() {
        return dispatcher.running();
    }

    /** Drops what waits but continuations, which run here, and lets the threads end after what they run. */
    @Override
    public void close() {
        dispatcher.close();
        threads.forEach(LaneThread::stop);
    }

    /** Waits for the threads to end after {@link #close}; false if one still runs after so long. */
    public boolean join(Ticker ticker, long timeoutNanos) throws InterruptedException {
        long until = ticker.nanos() + timeoutNanos;
        boolean ended = true;
        for (LaneThread<HostWork> thread : threads) {
            ended &= thread.join(until - ticker.nanos());
        }
        return ended;
    }

    private static void run(Lane lane, Batch<HostWork> batch) {
        batch.works().get(0).run();
    }
}
