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

    /**
     * The command that makes a served folder of a folder with weights, ready for a shell: the folder as it is shown, and a name
     * in the current folder, or beside it when that is the folder itself. A name with control characters reads {@code DIR}.
     */
    public static String exportCommand(ModelFolder folder) {
        String beside = folder.shown().matches("\\.(/\\.?)*") ? "../" : "";
        return "triptych-export " + word(folder.shown(), "DIR") + " "
                + word(beside + folder.name() + "-onnx", "DIR-onnx");
    }

    private static String word(String path, String otherwise) {
        if (path.codePoints().anyMatch(Weights::unprintable)) {
            return otherwise;
        }
        String plain = path.startsWith("-") ? "./" + path : path;
        return plain.matches("[A-Za-z0-9_./][A-Za-z0-9_./+-]*") ? plain : "'" + plain.replace("'", "'\\''") + "'";
    }

    private static boolean unprintable(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
