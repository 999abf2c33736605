/**
 * Text to tokens, as transformers does it. Starting points: {@link dev.triptych.media.text.TextTokenizer}, {@link dev.triptych.media.text.TextBuckets}.
 *
 * <p>The tokenizers library behind it is native; none of its types leaves this package.
 */
@NullMarked
package dev.triptych.media.text;

import org.jspecify.annotations.NullMarked;
