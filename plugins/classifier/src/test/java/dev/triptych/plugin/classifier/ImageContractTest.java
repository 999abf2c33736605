package dev.triptych.plugin.classifier;

/** The contract of plugins on the committed classifier of images. */
class ImageContractTest extends ClassifierContract {
    ImageContractTest() {
        super(ClassifierGoldens.IMAGE);
    }
}
