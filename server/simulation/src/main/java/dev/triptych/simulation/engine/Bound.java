package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch as a policy hands it to a lane. Immutable. */
public final class Bound {
    private final List<Job> jobs;
    private final int[] lengths;
    private final int rows;
    private final long cost;
    private final @Nullable Batch<Job> batch;

    /**
     * A batch with its padding.
     *
     * @param jobs its works, at least one, all of one stage
     * @param lengths what they are padded to
     * @param rows the rows that run, padding rows included
     * @param cost the cost that runs, all padding included
     * @param batch the dispatcher's own batch; null for policies that are not the dispatcher's
     */
    public Bound(List<Job> jobs, int[] lengths, int rows, long cost, @Nullable Batch<Job> batch) {
        this.jobs = List.copyOf(jobs);
        this.lengths = lengths.clone();
        this.rows = rows;
        this.cost = cost;
        this.batch = batch;
    }

    List<Job> jobs() {
        return jobs;
    }

    int[] lengths() {
        return lengths;
    }

    int rows() {
        return rows;
    }

    long cost() {
        return cost;
    }

    @Nullable Batch<Job> batch() {
        return batch;
    }

    Stage stage() {
        return jobs.get(0).stage();
    }

    @Override
    public String toString() {
        return "Bound[" + stage() + ", works " + jobs.size() + ", rows " + rows + ", cost " + cost + "]";
    }
}
