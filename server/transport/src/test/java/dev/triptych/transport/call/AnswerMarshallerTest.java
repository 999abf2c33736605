package dev.triptych.transport.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.triptych.inference.ModelInferResponse;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMarshallerTest {
    private final AnswerMarshaller<ModelInferResponse> marshaller =
            new AnswerMarshaller<>(ProtoUtils.marshaller(ModelInferResponse.getDefaultInstance()));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2048, 16_000, 16_384, 100_000})
    void drained_isTheMessage(int size) throws IOException {
        ModelInferResponse answer = answer(size);
        InputStream stream = marshaller.stream(answer);
        assertThat(stream).isInstanceOf(KnownLength.class);
        assertThat(stream.available()).isEqualTo(answer.getSerializedSize());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(((Drainable) stream).drainTo(out)).isEqualTo(answer.getSerializedSize());
        assertThat(out.toByteArray()).isEqualTo(answer.toByteArray());
        assertThat(stream.available()).isZero();
        assertThat(((Drainable) stream).drainTo(out)).isZero();
        assertThat(stream.read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2048, 16_000, 16_384, 100_000})
    void read_isTheMessageAndTheRestIsDrained(int size) throws IOException {
        byte[] whole = answer(size).toByteArray();
        InputStream stream = marshaller.stream(answer(size));
        int first = Math.min(3, whole.length);
        assertThat(stream.readNBytes(first)).isEqualTo(Arrays.copyOf(whole, first));
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        int left = ((Drainable) stream).drainTo(rest);
        assertThat(left).isEqualTo(whole.length - first);
        assertThat(rest.toByteArray()).isEqualTo(Arrays.copyOfRange(whole, first, whole.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2048, 100_000})
    void parse_whatWasWritten_isTheMessage(int size) {
        assertThat(marshaller.parse(marshaller.stream(answer(size)))).isEqualTo(answer(size));
    }

    private static ModelInferResponse answer(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        ModelInferResponse.Builder answer = ModelInferResponse.newBuilder();
        return size == 0
                ? answer.build()
                : answer.setModelName("m")
                        .addRawOutputContents(ByteString.copyFrom(bytes))
                        .build();
    }
}
