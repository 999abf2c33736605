package dev.triptych.scheduling;

import java.util.HashMap;
import java.util.Map;

/**
 * Who made batches fail lately, and is therefore batched apart from others. Guarded by the dispatcher's lock.
 *
 * <p>Blame decays: it halves every {@link #HALF_LIFE_NANOS}. Three pieces of it within a short time set a tenant's use of
 * a model apart; less than one lets it back. So a bad item now and then costs nobody anything, a stream of them stays
 * apart, and who behaves returns by itself.
 */
final class Offenders {
    static final long HALF_LIFE_NANOS = 10_000_000_000L;

    /** Between two and three, so that what decays between three close pieces of blame does not make them too few. */
    private static final double APART_FROM = 2.5;

    private static final double BACK_BELOW = 1;
    private static final double FORGOTTEN_BELOW = 0.1;

    private static final class Blame {
        double amount;
        long since;
        boolean apart;

        void decayTo(long now) {
            amount *= Math.pow(0.5, (double) Math.max(0, now - since) / HALF_LIFE_NANOS);
            since = now;
            apart &= amount >= BACK_BELOW;
        }
    }

    private final Map<Flow, Blame> known = new HashMap<>();

    /** One of the flow's works has failed alone. */
    void blamed(Flow flow, long now) {
        Blame blame = known.computeIfAbsent(party(flow), unseen -> new Blame());
        blame.decayTo(now);
        blame.amount++;
        blame.apart |= blame.amount > APART_FROM;
    }

    /** Whether the flow's works are batched apart now. */
    boolean apart(Flow flow, long now) {
        if (known.isEmpty()) {
            return false;
        }
        Blame blame = known.get(party(flow));
        if (blame == null) {
            return false;
        }
        blame.decayTo(now);
        return blame.apart;
    }

    void sweep(long now) {
        known.values().removeIf(blame -> {
            blame.decayTo(now);
            return blame.amount < FORGOTTEN_BELOW;
        });
    }

    /** Nobody gets out of it by another priority. */
    private static Flow party(Flow flow) {
        return flow.priority() == Priority.NORMAL ? flow : new Flow(flow.tenant(), flow.model());
    }

    /**
     * The key of an offender's own queue.
     *
     * @param key what its works would share with others
     * @param tenant whose works these are
     */
    record Apart(Object key, String tenant) {}
}
