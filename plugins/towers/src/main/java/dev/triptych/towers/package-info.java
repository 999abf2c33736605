/**
 * What families of encoders share: an image or a text tower from a model folder, the file that holds its graph, and typed
 * reads of {@code model.yaml} and of JSON configurations. A library, not a plugin: each family's plugin carries a copy of
 * its own. Starting points: {@link dev.triptych.towers.TextTower} and {@link dev.triptych.towers.ImageTower}, then
 * {@link dev.triptych.towers.VectorOutput}.
 */
@NullMarked
package dev.triptych.towers;

import org.jspecify.annotations.NullMarked;
