package dev.triptych.spi.model;

/** How logits become scores. */
public enum Activation {
    /** Over all labels: one of them holds, and the scores add up to 1. */
    SOFTMAX,
    /** The logistic function of each logit by itself: any number of labels may hold. */
    SIGMOID
}
