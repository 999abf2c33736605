package dev.triptych.scheduling;

/** What the dispatcher knows of a lane. Guarded by the dispatcher's lock. */
final class LaneState {
    final Lane lane;
    final Runnable wake;

    /** Whether it found nothing when it polled last, and nobody woke it since. */
    boolean idle;

    /** Whether it was woken and has not polled since. */
    boolean called;

    /** Whether it runs a batch. */
    boolean busy;

    /** When its batch should end; {@link Long#MAX_VALUE} when nobody knows. */
    long ends;

    LaneState(Lane lane, Runnable wake) {
        this.lane = lane;
        this.wake = wake;
    }
}
