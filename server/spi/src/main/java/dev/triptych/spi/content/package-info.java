/**
 * What callers send: text, images, audio, video, features and named parts. Starting point: {@link dev.triptych.spi.content.Content}.
 */
@NullMarked
package dev.triptych.spi.content;

import org.jspecify.annotations.NullMarked;
