package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.client.Input;
import dev.triptych.client.Result;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.Vector;
import dev.triptych.testing.Fixtures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators choose of images: their limits by options, animations and orientation by a folder's model.yaml. */
final class ImageChoicesIT {
    private static final long PIXELS = 5_000;
    private static final long BYTES = 40_000;
    private static final Input TURNED = Input.image(Fixtures.path("formats/jpeg-exif-6.jpg"));
    private static final Input ANIMATED = Input.image(Fixtures.path("formats/gif-animated.gif"));

    private static ServerProcess server;
    private static TriptychClient client;
    private static Path strict;

    @BeforeAll
    static void start() {
        strict = Folders.copy(
                Fixtures.path("clip-split"), Launcher.folder("image-choices").resolve("strict"));
        Folders.write(strict.resolve("model.yaml"), "images: {animation: refuse, orientation: keep}\n");
        server = ServerProcess.serve(
                Launcher.checkout(),
                "--models",
                Fixtures.path("clip-split") + "," + strict,
                "--max-image-pixels",
                PIXELS,
                "--max-image-bytes",
                BYTES);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void limits_ofTheOptions_standInTheListingAndAreHeld() {
        assertThat(client.server().maxImagePixels()).isEqualTo(PIXELS);
        assertThat(client.server().maxTextBytes()).isEqualTo(65_536);
        assertThat(client.model("clip-split").versions().get(0).maxImagePixels())
                .isEqualTo(PIXELS);

        Result<Vector> large = client.embed(
                        "clip-split", Input.image(Fixtures.path("images/png-rgb-coffee-150x100.png")))
                .get(0);
        Result<Vector> heavy = client.embed(
                        "clip-split", Input.image(Fixtures.path("images/jpeg-420-coffee-640x427-q75.jpg")))
                .get(0);

        assertThat(large.failure().orElseThrow().reason()).isEqualTo("IMAGE_TOO_LARGE");
        assertThat(large.failure().orElseThrow().message())
                .contains("150 x 100")
                .contains("5000");
        assertThat(heavy.failure().orElseThrow().reason()).isEqualTo("IMAGE_TOO_LARGE");
        assertThat(client.embed("clip-split", TURNED, ANIMATED)).allMatch(Result::ok);
    }

    @Test
    void row08_choicesOfModelYaml_areTheModelsOwn() {
        List<Result<Vector>> kept = List.copyOf(client.embed("strict", TURNED, ANIMATED));
        Vector upright = client.embed("clip-split", TURNED).get(0).value();

        assertThat(kept.get(0).value().space()).isNotEqualTo(upright.space());
        assertThat(kept.get(1).failure().orElseThrow().reason()).isEqualTo("MEDIA_TYPE_UNSUPPORTED");
        assertThat(kept.get(1).failure().orElseThrow().message())
                .contains("animated GIF")
                .contains("send one frame");
    }

    @Test
    void config_showsTheLimits_andRefusesNone() {
        Finished config = Launcher.checkout().run("config", "--max-image-pixels", PIXELS, "--output", "json");
        assertThat(config.json().path("max-image-pixels").path("value").asText())
                .isEqualTo("5000");
        assertThat(config.json().path("max-image-bytes").path("value").asText()).isEqualTo("67108864");

        Finished none = Launcher.checkout().run("serve", "--max-image-pixels", 0);
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("--max-image-pixels 0 is not in 1..500000000");
    }
}
