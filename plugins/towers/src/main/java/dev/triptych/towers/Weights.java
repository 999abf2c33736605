package dev.triptych.towers;

import dev.triptych.spi.model.ModelFolder;

/** Weights as training tools leave them, and the command that makes ONNX of them. */
public final class Weights {
    private Weights() {}

    /** Whether weights of a training tool are there. */
    public static boolean in(ModelFolder folder) {
        return folder.files().stream()
                .anyMatch(file -> file.matches("(.*/)?[^/]+\\.(safetensors|bin|pt|pth|ckpt|msgpack|h5)"));
    }

    /** The command that makes a served folder of a folder with weights. */
    public static String exportCommand(ModelFolder folder) {
        String name = folder.name().matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}") ? folder.name() : "DIR";
        return "triptych-export " + name + " " + name + "-onnx";
    }
}
