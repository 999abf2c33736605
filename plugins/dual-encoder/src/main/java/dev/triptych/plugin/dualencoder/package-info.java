/**
 * Contrastive dual encoders: an image tower and a text tower that meet in one space, as CLIP's do (Radford et al., 2021,
 * "Learning Transferable Visual Models From Natural Language Supervision"). Starting points:
 * {@link dev.triptych.plugin.dualencoder.DualEncoderPlugin}, then {@link dev.triptych.plugin.dualencoder.Layout}.
 */
@NullMarked
package dev.triptych.plugin.dualencoder;

import org.jspecify.annotations.NullMarked;
