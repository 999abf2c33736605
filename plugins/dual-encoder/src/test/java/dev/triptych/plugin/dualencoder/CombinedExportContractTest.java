package dev.triptych.plugin.dualencoder;

/** The contract of plugins on {@code clip-combined}. */
class CombinedExportContractTest extends DualEncoderContract {
    CombinedExportContractTest() {
        super("clip-combined");
    }
}
