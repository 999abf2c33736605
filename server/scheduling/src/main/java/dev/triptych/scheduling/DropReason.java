package dev.triptych.scheduling;

/** Why an admitted work never gave a result. */
public enum DropReason {
    /** Its latest start passed while it was queued. */
    EXPIRED,
    /** It was so late that a batch still in time would not have been worth its start: there is too much before it. */
    HOPELESS,
    /** It was withdrawn, or was no longer live when its turn came. */
    CANCELLED,
    /** The dispatcher was closed before its turn came. */
    DRAINED,
    /** The runner of its batch threw: a defect of this server. */
    FAULT
}
