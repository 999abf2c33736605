/**
 * The typed API {@code triptych.v1}. Starting points: {@link dev.triptych.transport.typed.EmbedEndpoint}, then
 * {@link dev.triptych.transport.typed.ContentCodec}.
 */
@NullMarked
package dev.triptych.transport.typed;

import org.jspecify.annotations.NullMarked;
