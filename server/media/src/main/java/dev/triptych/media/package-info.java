/**
 * Bytes to tensors: decoding, exact preprocessing and tokens. Starting points: {@link dev.triptych.media.image.ImagePreprocessor}, {@link dev.triptych.media.text.TextTokenizer}.
 */
@NullMarked
package dev.triptych.media;

import org.jspecify.annotations.NullMarked;
