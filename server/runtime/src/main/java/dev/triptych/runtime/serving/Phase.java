package dev.triptych.runtime.serving;

import java.util.Locale;

/** What an item's passage is made of, in the order of a typed item; tensors have no phases on the host. */
public enum Phase {
    /** Headers are read: format, size, plan. */
    SNIFF,
    /** Waits for a host lane. */
    DECODE_QUEUE,
    /** Is decoded and preprocessed. */
    DECODE,
    /** Waits for a device lane. */
    QUEUE,
    /** Its batch is put together: rows stacked and padded. */
    BATCH,
    /** Its batch runs on the device. */
    INFER,
    /** Waits for a host lane again. */
    POST_QUEUE,
    /** What came out is worked on. */
    POST;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics, spans and trailers, such as {@code decode_queue}. */
    public String label() {
        return label;
    }
}
