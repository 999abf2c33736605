/**
 * Model plugins: code for one item of a family of models. Starting points: {@link dev.triptych.spi.model.ModelPlugin}, then {@link dev.triptych.spi.model.Model} and {@link dev.triptych.spi.model.Stage}.
 */
@NullMarked
package dev.triptych.spi.model;

import org.jspecify.annotations.NullMarked;
