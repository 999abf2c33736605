package dev.triptych.spi.model;

/** Something that a model can do; the server looks its kinds up by {@link Model#all}. */
public interface Capability {}
