package dev.triptych.plugin.tensor;

import org.junit.jupiter.api.Nested;

/** The contract of plugins on the committed folders in Triton's layout. */
class TritonContractTest {
    @Nested
    class Add extends TritonContract {
        Add() {
            super("add");
        }
    }

    @Nested
    class Types extends TritonContract {
        Types() {
            super("types");
        }
    }

    @Nested
    class NoConfig extends TritonContract {
        NoConfig() {
            super("noconfig");
        }
    }

    @Nested
    class Lengths extends TritonContract {
        Lengths() {
            super("lengths");
        }
    }

    @Nested
    class Poison extends TritonContract {
        Poison() {
            super("poison");
        }
    }

    @Nested
    class ScaleNoBatch extends TritonContract {
        ScaleNoBatch() {
            super("scale_nobatch");
        }
    }

    @Nested
    class BrainFloats extends TritonContract {
        BrainFloats() {
            super("bf16");
        }
    }
}
