package dev.triptych.spi.model;

import java.util.List;

/** A plugin's answer to a folder. */
public sealed interface Recognition {
    /** Why, in a line for {@code inspect}. */
    String why();

    /**
     * The folder is of this family. Where several plugins say so, the highest strength wins.
     *
     * @param strength 0 for a fallback that takes any ONNX file, 100 for the family's own configuration, above it for a
     *     {@code model.yaml} that names the family
     * @param facts what was found, a line each, for {@code inspect}
     */
    record Recognised(int strength, String why, List<String> facts) implements Recognition {
        public Recognised {
            facts = List.copyOf(facts);
        }
    }

    /** The folder is not of this family. */
    record NotMine(String why) implements Recognition {}

    /**
     * The folder holds this family's weights in a form that is not served as it lies, such as safetensors.
     *
     * @param remedy the exact command that turns it into a folder that is
     */
    record NeedsExport(String why, String remedy) implements Recognition {}
}
