/**
 * Sentence encoders in the folders of sentence-transformers (Reimers and Gurevych, 2019, "Sentence-BERT"): a transformer,
 * pooling, dense layers, normalisation. Starting points:
 * {@link dev.triptych.plugin.sentencetransformers.SentenceTransformersPlugin}, then
 * {@link dev.triptych.plugin.sentencetransformers.SentenceFolder}.
 */
@NullMarked
package dev.triptych.plugin.sentencetransformers;

import org.jspecify.annotations.NullMarked;
