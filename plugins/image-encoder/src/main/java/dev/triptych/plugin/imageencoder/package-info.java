/**
 * Encoders of images without a head, as transformers has them: pixels in, one vector out. Starting points:
 * {@link dev.triptych.plugin.imageencoder.ImageEncoderPlugin}, then
 * {@link dev.triptych.plugin.imageencoder.ImageEncoderFolder}.
 */
@NullMarked
package dev.triptych.plugin.imageencoder;

import org.jspecify.annotations.NullMarked;
