/**
 * Decoding and preprocessing of images, alone, against Pillow and the Pillow processor of transformers. Starting points:
 * {@link dev.triptych.bench.image.Preprocessing}, {@link dev.triptych.bench.image.PillowPeer}.
 */
@NullMarked
package dev.triptych.bench.image;

import org.jspecify.annotations.NullMarked;
