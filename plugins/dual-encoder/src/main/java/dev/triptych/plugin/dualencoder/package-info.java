/**
 * Contrastive dual encoders.
 */
@NullMarked
package dev.triptych.plugin.dualencoder;

import org.jspecify.annotations.NullMarked;
