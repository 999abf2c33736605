package dev.triptych.plugin.dualencoder;

/** The contract of plugins on {@code clip-external}. */
class ExternalExportContractTest extends DualEncoderContract {
    ExternalExportContractTest() {
        super("clip-external");
    }
}
