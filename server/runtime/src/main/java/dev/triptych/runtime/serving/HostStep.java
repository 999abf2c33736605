package dev.triptych.runtime.serving;

/** Work of a whole call on a host lane: what it counts as. */
public enum HostStep {
    /** Large contents are hashed, to be looked up before anything is decoded. */
    HASH(Phase.DECODE_QUEUE, Phase.SNIFF, "hash"),
    /** What came out is worked on. */
    POST(Phase.POST_QUEUE, Phase.POST, "post");

    private final Phase waiting;
    private final Phase working;
    private final String label;

    HostStep(Phase waiting, Phase working, String label) {
        this.waiting = waiting;
        this.working = working;
        this.label = label;
    }

    /** The phase of its wait for a lane. */
    public Phase waiting() {
        return waiting;
    }

    /** The phase of its run. */
    public Phase working() {
        return working;
    }

    /** The name in metrics. */
    public String label() {
        return label;
    }
}
