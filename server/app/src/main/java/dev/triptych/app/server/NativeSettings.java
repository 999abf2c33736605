package dev.triptych.app.server;

import dev.triptych.media.text.TextTokenizer;
import java.nio.file.Path;

/** Tells libraries with native parts where to unpack them, and to stay off the network. */
public final class NativeSettings {
    private NativeSettings() {}

    /** Sets the properties that the tokenizers read, where the operator set none, and loads them. */
    public static void apply(Path stateDirectory) {
        var properties = System.getProperties();
        properties.putIfAbsent(
                "ENGINE_CACHE_DIR", stateDirectory.resolve("natives").toString());
        properties.putIfAbsent("RUST_FLAVOR", "cpu");
        properties.putIfAbsent("ai.djl.offline", "true");
        TextTokenizer.loadLibrary();
    }
}
