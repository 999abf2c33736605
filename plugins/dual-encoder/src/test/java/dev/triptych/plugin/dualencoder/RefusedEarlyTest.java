package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.parity.Served;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.testing.FakeCall;
import dev.triptych.testing.Fixtures;
import dev.triptych.testing.LedgerAllocator;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is refused before it costs anything. */
class RefusedEarlyTest {
    private static Served served;

    @BeforeAll
    static void open() {
        served = Folders.serve(Fixtures.path("clip-split"));
    }

    @AfterAll
    static void close() {
        served.close();
    }

    @Test
    void row17_callerGone_imageIsNotDecoded() {
        FakeCall call = new FakeCall(new LedgerAllocator());
        call.cancel();
        Content image = new Content.Image(ByteBuffer.wrap(Fixtures.bytes("images/png-rgb-64x64.png")));

        TaskException stopped = catchThrowableOfType(
                TaskException.class, () -> served.embedder().run(call, image));

        assertThat(stopped.reason()).isEqualTo(Reason.CALL_CANCELLED);
    }

    @Test
    void row18_textTooLong_isRefusedByItsPlan() {
        Content text = new Content.Text("a".repeat(65_537));

        TaskException refused = catchThrowableOfType(
                TaskException.class, () -> served.embedder().plan(text));

        assertThat(refused.reason()).isEqualTo(Reason.TEXT_TOO_LONG);
    }
}
