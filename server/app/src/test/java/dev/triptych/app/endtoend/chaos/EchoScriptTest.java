package dev.triptych.app.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** An answer is known by its numbers: another call's, or one that is off by one in one place, is found out. */
final class EchoScriptTest {
    private final EchoScript script = new EchoScript("c1", new SplittableRandom(1), false);

    /** What the graph answers to a script, with one added to the first so many values. */
    private static ModelInferResponse answer(EchoScript asked, String id, int off) {
        ModelInferRequest request = asked.messages().get(0);
        ByteBuffer in = request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(in.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < in.remaining() / Float.BYTES; i++) {
            float first = in.getFloat((i - i % EchoGraph.WIDTH) * Float.BYTES);
            out.putFloat(first * EchoGraph.STEP - in.getFloat(i * Float.BYTES) + (i < off ? 1 : 0));
        }
        return ModelInferResponse.newBuilder()
                .setId(id)
                .addRawOutputContents(ByteString.copyFrom(out.flip()))
                .build();
    }

    @Test
    void ownAnswer_isGood() {
        Check check = script.check(List.of(answer(script, "c1", 0)), true);

        assertThat(check.faults()).isEmpty();
        assertThat(check.goodItems()).isEqualTo(1);
    }

    @Test
    void answerOffInOneValue_isWrong() {
        assertThat(script.check(List.of(answer(script, "c1", 1)), true).faults())
                .singleElement()
                .asString()
                .startsWith("value 0");
    }

    @Test
    void answerOfAnotherCall_isWrong() {
        EchoScript other = new EchoScript("c2", new SplittableRandom(2), false);

        assertThat(script.check(List.of(answer(other, "c1", 0)), true).faults()).isNotEmpty();
        assertThat(script.check(List.of(answer(script, "c2", 0)), true).faults())
                .containsExactly("answer of call c2");
    }

    @Test
    void answerToABadCall_isWrong() {
        EchoScript bad = new EchoScript("c1", new SplittableRandom(1), true);

        assertThat(bad.check(List.of(answer(bad, "c1", 0)), true).faults()).isNotEmpty();
    }
}
