package dev.triptych.plugin.dualencoder;

/** The contract of plugins on {@code clip-split}. */
class SplitExportContractTest extends DualEncoderContract {
    SplitExportContractTest() {
        super("clip-split");
    }
}
