package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Content;
import java.util.Locale;

/**
 * Hears where one item's time goes, for metrics and for whoever looks into its request. Thread-safe.
 *
 * @param meter the server's
 * @param timeline the request's
 * @param model the served name
 * @param modality what the item is: text, image, tensor; {@code all} for work on all items of a call
 */
public record Watch(Meter meter, Timeline timeline, String model, String modality) {
    /** The modality of work on all items of a call. */
    public static final String ALL = "all";

    /** The modality of what is sent as tensors. */
    public static final String TENSOR = "tensor";

    /** The modality of an item that a task takes; {@code item} where it is no content. */
    public static String modality(Object item) {
        return item instanceof Content content ? content.modality().name().toLowerCase(Locale.ROOT) : "item";
    }

    /** A phase on the host has ended. */
    public void host(Phase phase, long startNanos, long endNanos) {
        stage(phase, "", 0, startNanos, endNanos);
    }

    /** A phase on a device has ended, in a batch of so many rows. */
    public void stage(Phase phase, String stage, int rows, long startNanos, long endNanos) {
        meter.phase(model, modality, phase, endNanos - startNanos);
        if (timeline.on()) {
            timeline.step(new Timeline.Step(phase, model, stage, rows, startNanos, endNanos));
        }
    }
}
