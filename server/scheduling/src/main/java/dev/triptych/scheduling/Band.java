package dev.triptych.scheduling;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fair clock over flows: the flow that used least of the device goes first. Guarded by the dispatcher's lock.
 *
 * <p>Start-time fair queueing with a counter per flow: virtual time is the use of the flow served last, and a flow that
 * comes back from idleness is lifted to it, so idleness earns nothing. Between two busy flows the difference in use
 * stays within one batch of each.
 */
final class Band<W extends Work> {
    int passedOver;
    private final Map<Flow, Account<W>> accounts = new HashMap<>();
    private final Heap<Account<W>> waiting = new Account.ByUse<>();
    private long virtualTime;
    private long numbers;

    Account<W> account(Flow flow) {
        Account<W> account = accounts.get(flow);
        if (account == null) {
            account = new Account<>(flow, numbers++);
            accounts.put(flow, account);
        }
        return account;
    }

    /** The line to serve next; null when nothing waits. */
    @Nullable Line<W> next() {
        Account<W> account = waiting.peek();
        return account == null ? null : account.lines.peek();
    }

    /** Moves the clock to the flow that is served now. */
    void serve(Account<W> account) {
        virtualTime = Math.max(virtualTime, account.used());
    }

    void charge(Account<W> account, long nanos) {
        account.charge(nanos);
        waiting.moved(account);
    }

    void opened(Line<W> line) {
        Account<W> account = line.account;
        if (account.lines.isEmpty()) {
            account.liftTo(virtualTime);
            account.lines.add(line);
            waiting.add(account);
        } else {
            account.lines.add(line);
        }
    }

    void emptied(Line<W> line) {
        line.account.lines.remove(line);
        if (line.account.lines.isEmpty()) {
            waiting.remove(line.account);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void sweep() {
        accounts.values().removeIf(account -> account.idle(virtualTime));
    }
}
