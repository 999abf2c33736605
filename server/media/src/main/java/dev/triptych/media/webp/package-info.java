/**
 * The two codings of WebP, decoded in Java so that hostile bytes meet no native code; equal to libwebp in every pixel.
 * Starting points: {@link dev.triptych.media.webp.Vp8Decoder} for lossy, {@link dev.triptych.media.webp.Vp8lDecoder} for
 * lossless pictures; the file around them is read by {@code dev.triptych.media.image}.
 */
@NullMarked
package dev.triptych.media.webp;

import org.jspecify.annotations.NullMarked;
