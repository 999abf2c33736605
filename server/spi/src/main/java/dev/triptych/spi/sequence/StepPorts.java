package dev.triptych.spi.sequence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a step that the loop itself feeds and reads; the prefill's ports of these names mean the same.
 *
 * <p>An input that is named neither here nor by a {@link State} comes from the prompt's tensor of its name, at each step.
 *
 * @param token the input for token ids, INT64 or INT32 [batch, tokens]; or for their embeddings, when the spec has a
 *     look-up
 * @param mask the input that is 1 for each token seen and 0 for padding, [batch, past + tokens]; null when there is none
 * @param position the input for the tokens' positions from 0, [batch, tokens]; null when there is none
 * @param slot the input for each row's slot in an in-place buffer, [batch]; null when there is none
 * @param cached the input that says whether a past is given, BOOL without a batch axis: false in the prefill, true in
 *     steps; null when there is none. It is what merged decoders switch by, for a whole batch
 * @param logits the output for the next token's scores, FP32 or FP16 [batch, tokens, vocabulary] or [batch, vocabulary];
 *     of several tokens the last counts
 * @param kept outputs that go with each token to whoever asks, such as attention maps; stacked along the batch
 */
public record StepPorts(
        String token,
        @Nullable String mask,
        @Nullable String position,
        @Nullable String slot,
        @Nullable String cached,
        String logits,
        List<String> kept) {
    public StepPorts {
        kept = List.copyOf(kept);
    }

    /** Token ids in, logits out, nothing else. */
    public static StepPorts of(String token, String logits) {
        return new StepPorts(token, null, null, null, null, logits, List.of());
    }

    /** The same ports with a mask and positions. */
    public StepPorts masked(String newMask, @Nullable String newPosition) {
        return new StepPorts(token, newMask, newPosition, slot, cached, logits, kept);
    }

    /** The same ports with positions and slots. */
    public StepPorts slotted(String newPosition, String newSlot) {
        return new StepPorts(token, mask, newPosition, newSlot, cached, logits, kept);
    }

    /** The same ports with a switch between prefill and step. */
    public StepPorts switchedBy(String newCached) {
        return new StepPorts(token, mask, position, slot, newCached, logits, kept);
    }

    /** The same ports with outputs to hand on. */
    public StepPorts keeping(String... outputs) {
        return new StepPorts(token, mask, position, slot, cached, logits, List.of(outputs));
    }
}
