/**
 * Bytes to tensors: decoding, exact preprocessing and tokens.
 */
@NullMarked
package dev.triptych.media;

import org.jspecify.annotations.NullMarked;
