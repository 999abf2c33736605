package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parties that share one thing by their weights: who used least goes first. Guarded by the dispatcher's lock.
 *
 * <p>Start-time fair queueing (Goyal, Vin and Cheng, 1996) with a counter for each party, as in the virtual token counter
 * (Sheng and others, 2024): virtual time is the least use of those that wait, and a party that comes back from idleness
 * is lifted to it, so idleness earns nothing. One virtual time over all bands: what a party used in one counts in all.
 * Between two busy parties the difference in use over weight stays within one batch of each.
 *
 * @param <A> the party
 */
final class Level<A extends Account> {
    private final List<Heap<A>> waiting = new ArrayList<>(Dispatcher.BANDS);
    private final Heap<A> anywhere = new Account.ByUse<>(Dispatcher.BANDS);
    private final List<A> loaded = new ArrayList<>(0);
    private double virtualTime;
    private long numbers;

    Level() {
        for (int i = 0; i < Dispatcher.BANDS; i++) {
            waiting.add(new Account.ByUse<>(i));
        }
    }

    /** A number for a new account. */
    long number() {
        return numbers++;
    }

    double virtualTime() {
        return virtualTime;
    }

    /** Who used least of those that wait in the band; null when nobody does. */
    @Nullable A next(int band) {
        return waiting.get(band).peek();
    }

    /** How many wait in any band. */
    int size() {
        return anywhere.size();
    }

    /** Someone is served now: the clock moves on to the least use of those that wait, the served one included. */
    void serve() {
        A least = anywhere.peek();
        if (least != null) {
            virtualTime = Math.max(virtualTime, least.used());
        }
    }

    void charge(A account, double nanos) {
        account.charge(nanos);
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).moved(account);
        }
        anywhere.moved(account);
    }

    /** The party has begun to wait in the band. */
    void waits(A account, int band) {
        if (account.bands++ == 0) {
            account.liftTo(virtualTime);
            anywhere.add(account);
        }
        waiting.get(band).add(account);
    }

    /** The party waits in the band no more. */
    void rests(A account, int band) {
        waiting.get(band).remove(account);
        if (--account.bands == 0) {
            anywhere.remove(account);
        }
    }

    /** One more work or promise of the party asks for so much time. */
    void ask(A account, double nanos) {
        account.ask(nanos);
        if (account.loadedAt < 0) {
            account.loadedAt = loaded.size();
            loaded.add(account);
        }
    }

    /** One of them asks no more. */
    void answered(A account, double nanos) {
        account.answered(nanos);
        if (!account.asks()) {
            A last = loaded.remove(loaded.size() - 1);
            if (last != account) {
                loaded.set(account.loadedAt, last);
                last.loadedAt = account.loadedAt;
            }
            account.loadedAt = -1;
        }
    }

    /**
     * The time that all parties together get until one of them has got so much: it, and of each other what it asks for,
     * as far as its share reaches by then.
     *
     * @param party who; null for one that has no account yet
     * @param weight its weight
     * @param demand the time that it needs, in nanoseconds
     */
    double spentUntil(@Nullable A party, double weight, double demand) {
        double from = party == null ? virtualTime : Math.max(party.used(), virtualTime);
        double target = from + demand / weight;
        double spent = demand;
        for (int i = 0; i < loaded.size(); i++) {
            A other = loaded.get(i);
            if (other != party) {
                double share = target - (other.bands > 0 ? other.used() : Math.max(other.used(), virtualTime));
                spent += share <= 0 ? 0 : Math.min(other.backlog(), share * other.weight());
            }
        }
        return spent;
    }
}
