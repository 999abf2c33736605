package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The first command of the README. */
final class DemoIT {
    @Test
    void demoOnce_printsTheReadyLineAndTheTrueAnswer_exits0() {
        Finished demo = Launcher.checkout().run("demo", "--once");

        assertThat(demo.status()).as(demo.err()).isZero();
        assertThat(demo.out().lines().findFirst().orElse(""))
                .matches("READY grpc=127\\.0\\.0\\.1:\\d+ metrics=127\\.0\\.0\\.1:\\d+ admin=127\\.0\\.0\\.1:\\d+"
                        + " models=1 failed=0");
        assertThat(demo.out()).contains("models/mini/photos/chelsea.jpg");
        assertThat(demo.out().lines().filter(line -> line.matches("  [01]\\.\\d{3}  .*")))
                .hasSize(3)
                .first()
                .asString()
                .endsWith("  cat");
    }
}
