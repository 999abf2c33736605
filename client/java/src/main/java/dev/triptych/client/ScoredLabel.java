package dev.triptych.client;

/**
 * A label and how well it fits.
 *
 * @param label the label as asked, or the model's own name for it
 * @param index its position in the list asked or in the model's own, from 0
 * @param score probability, 0 to 1
 * @param logit the number before softmax or sigmoid, temperature and bias included; unbounded
 */
public record ScoredLabel(String label, int index, float score, float logit) {}
