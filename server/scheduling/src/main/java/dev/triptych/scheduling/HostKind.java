package dev.triptych.scheduling;

/** The classes of host work, in the order in which they go: what ends a request before what begins one. */
public enum HostKind {
    /** A short step between stages; always runs, so that what it holds is given back. */
    CONTINUATION(0),
    /** Work on a device's output. */
    POST(1),
    /** Decoding and preprocessing of input. */
    DECODE(2);

    private final int band;

    HostKind(int band) {
        this.band = band;
    }

    int band() {
        return band;
    }
}
