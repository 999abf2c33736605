package dev.triptych.plugin.classifier;

/** The contract of plugins on the committed classifier of texts. */
class TextContractTest extends ClassifierContract {
    TextContractTest() {
        super(ClassifierGoldens.TEXT);
    }
}
