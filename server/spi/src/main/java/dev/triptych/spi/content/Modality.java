package dev.triptych.spi.content;

/** A kind of content. */
public enum Modality {
    TEXT,
    IMAGE,
    AUDIO,
    VIDEO,
    FEATURES,
    PARTS
}
