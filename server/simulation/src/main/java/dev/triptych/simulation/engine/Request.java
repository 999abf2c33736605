package dev.triptych.simulation.engine;

import dev.triptych.scheduling.ByteGrant;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.RequestScope;
import dev.triptych.scheduling.Terminal;
import java.util.ArrayList;
import java.util.List;

/** One request from its arrival to its terminal status. */
final class Request implements RequestScope {
    /** Its jobs that wait or run. */
    final List<Job> open = new ArrayList<>(2);

    int begun;
    int ended;
    int failed;
    boolean released;
    private final Caller caller;
    private final long number;
    private final long arrived;
    private final long deadline;
    private final Terminal terminal;
    private final ByteGrant.Reservation bytes;

    Request(Caller caller, long number, long arrived, long deadline, Terminal terminal, ByteGrant.Reservation bytes) {
        this.caller = caller;
        this.number = number;
        this.arrived = arrived;
        this.deadline = deadline;
        this.terminal = terminal;
        this.bytes = bytes;
    }

    Caller caller() {
        return caller;
    }

    Traffic traffic() {
        return caller.traffic();
    }

    long arrived() {
        return arrived;
    }

    Terminal terminal() {
        return terminal;
    }

    ByteGrant.Reservation bytes() {
        return bytes;
    }

    @Override
    public Flow flow() {
        return traffic().flow();
    }

    @Override
    public long startTag() {
        return number;
    }

    /** Its deadline: a job's own latest start is earlier by what the job takes. */
    @Override
    public long latestStartNanos() {
        return deadline;
    }

    @Override
    public boolean live() {
        return !terminal.done();
    }
}
