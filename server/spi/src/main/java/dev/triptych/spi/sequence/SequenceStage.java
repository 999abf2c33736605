package dev.triptych.spi.sequence;

import dev.triptych.spi.model.Call;
import dev.triptych.spi.tensor.Tensors;

/**
 * A decoder of a loaded model: items join and leave at every step, and tokens are chosen inside the loop.
 *
 * <p><b>Threading.</b> Safe for many threads; never blocks.
 *
 * <p><b>Ownership.</b> {@link #start} owns the prompt from the call on, whatever the outcome, and keeps it until the item
 * has ended: a step that cannot be repeated is made good by replaying the tokens from it.
 *
 * <p><b>End.</b> When the call is cancelled or too late, its rows are free by the next step.
 */
public interface SequenceStage {
    /** The name in the model. */
    String name();

    /** What it runs. */
    SequenceSpec spec();

    /**
     * Makes one item's tokens.
     *
     * @param call whose passage it is: its deadline, cancellation, fair share and seed
     * @param prompt the inputs of prefill and step that are no state and no {@link StepPorts}, by port, each with one
     *     entry along its batch axis: an image's encoding. All rows of the item share them
     * @param tokens the tokens to begin with, at least one: a begin mark, a question
     * @param decoding how tokens are chosen; its rows are at most {@link SequenceSpec#slots}
     * @param sink who reads them, refusals included
     */
    void start(Call call, Tensors prompt, int[] tokens, Decoding decoding, TokenSink sink);
}
