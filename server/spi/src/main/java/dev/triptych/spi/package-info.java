/**
 * What a plugin author sees.
 */
@NullMarked
package dev.triptych.spi;

import org.jspecify.annotations.NullMarked;
