/**
 * Step loops: decoders that make an answer token by token, batched at every step. Starting points:
 * {@link dev.triptych.spi.sequence.SequenceStage}, then {@link dev.triptych.spi.sequence.SequenceSpec}.
 */
@NullMarked
package dev.triptych.spi.sequence;

import org.jspecify.annotations.NullMarked;
