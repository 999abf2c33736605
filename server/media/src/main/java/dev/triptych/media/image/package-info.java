/**
 * Images: sniffing, decoding, resizing and normalising, bit-equal to Pillow. Starting points: {@link dev.triptych.media.image.ImageSniffer} for headers,
 * {@link dev.triptych.media.image.ImagePreprocessor} for the whole way from a file's bytes to a tensor.
 */
@NullMarked
package dev.triptych.media.image;

import org.jspecify.annotations.NullMarked;
