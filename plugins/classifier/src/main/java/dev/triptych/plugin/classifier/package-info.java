/**
 * Single encoders with a trained head: classifiers of images and of texts, as transformers has them. Starting points:
 * {@link dev.triptych.plugin.classifier.ClassifierPlugin}, then {@link dev.triptych.plugin.classifier.Labels}.
 */
@NullMarked
package dev.triptych.plugin.classifier;

import org.jspecify.annotations.NullMarked;
