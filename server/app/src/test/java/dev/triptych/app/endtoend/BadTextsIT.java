package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.triptych.client.ClassifyOptions;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.EmbedStream;
import dev.triptych.client.ErrorCode;
import dev.triptych.client.Failure;
import dev.triptych.client.Features;
import dev.triptych.client.Input;
import dev.triptych.client.RankOptions;
import dev.triptych.client.Rankings;
import dev.triptych.client.Result;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import dev.triptych.client.Vector;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.InferTensorContents;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.testing.Fixtures;
import dev.triptych.v1.Content;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedServiceGrpc;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad and odd texts on every call that takes texts: each has its status, its neighbours their answers. */
final class BadTextsIT {
    private static final String MODEL = "clip-split";
    private static final Input GOOD = Input.text("a photo of a cat");
    private static final String MARKS = "e" + "\u0301".repeat(1_000_000);
    private static final byte[] NOT_UTF_8 = {'a', (byte) 0xFF, (byte) 0xFE, 'b'};
    /** How a careless encoder writes half of a surrogate pair. */
    private static final byte[] HALF_A_PAIR = {'a', (byte) 0xED, (byte) 0xA0, (byte) 0xBD};

    private static ServerProcess server;
    private static TriptychClient client;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve(
                Launcher.checkout(),
                "--models",
                Fixtures.path(MODEL),
                "--models",
                Fixtures.path("sentence"),
                "--models",
                Fixtures.path("classifier-text"));
        client = server.client();
        channel = NettyChannelBuilder.forTarget(server.grpc())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        client.close();
        server.close();
    }

    /** Whatever came in, nothing of it stays. */
    @AfterEach
    void nothingIsLeft() {
        server.awaitMetric("triptych_budget_used_bytes", 0);
        server.awaitMetric("triptych_tensors_live", 0);
        server.awaitMetric("triptych_requests_inflight", 0);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("10 MB", "a".repeat(10 << 20), "65536"),
                Arguments.of("a million combining marks", MARKS, "65536"),
                Arguments.of("a character too many", "a".repeat(65_537), "65536"));
    }

    static Stream<Arguments> served() {
        return Stream.of(
                Arguments.of("empty", "", false),
                Arguments.of("NUL", "\0", false),
                Arguments.of("NUL inside", "a\0b", false),
                Arguments.of("only special tokens", "<|startoftext|><|endoftext|>[CLS][SEP][PAD]", false),
                Arguments.of("many special tokens", "<|endoftext|> [SEP] ".repeat(3_000), true),
                Arguments.of("not a character", "\uFFFF\uFEFF\u202E", false),
                Arguments.of("as many combining marks as are read", MARKS.substring(0, 32_768), null),
                Arguments.of("as many words as are read", "a b ".repeat(16_384), true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void row18_textTooLong_isRefusedOnEveryCallAndNeighboursAreAnswered(String row, String text, String limit) {
        List<Input> inputs = List.of(GOOD, Input.text(text), GOOD);

        List<? extends List<? extends Result<?>>> calls = List.of(
                client.embed(MODEL, inputs, EmbedOptions.DEFAULTS),
                client.embed("sentence", inputs, EmbedOptions.DEFAULTS),
                client.classify("classifier-text", inputs, ClassifyOptions.DEFAULTS),
                client.classify(MODEL, inputs, ClassifyOptions.labels("cat", "dog")),
                client.rank(MODEL, inputs, List.of(GOOD), RankOptions.DEFAULTS).queries(),
                streamed(inputs));
        for (List<? extends Result<?>> results : calls) {
            assertThat(results).extracting(Result::ok).containsExactly(true, false, true);
            assertTooLong(results.get(1).failure().orElseThrow(), limit);
        }
        assertThat(client.embed(MODEL, inputs, EmbedOptions.DEFAULTS).get(0).value())
                .isEqualTo(client.embed(MODEL, GOOD).get(0).value());
        Rankings ranked = client.rank(MODEL, GOOD, inputs);
        assertThat(ranked.failedCandidates()).containsOnlyKeys(1);
        assertTooLong(ranked.failedCandidates().get(1), limit);
        assertThat(ranked.queries().get(0).value().candidates()).hasSize(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void row18_labelOrTemplateTooLong_failsTheCall(String row, String text, String limit) {
        List<Input> items = List.of(GOOD);
        for (ClassifyOptions options : List.of(
                ClassifyOptions.labels("cat", text),
                ClassifyOptions.labels("cat").withTemplates(List.of("{}", "{} " + text)))) {
            Failure failure = thrown(() -> client.classify(MODEL, items, options));
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(failure.reason()).isEqualTo("TEXT_TOO_LONG");
            assertThat(failure.message()).contains("limit").hasSizeLessThan(512);
        }
    }

    @Test
    void row18_labelsTimesTemplates_areBoundedBeforeTheyAreWrittenOut() {
        // Half a megabyte on the wire, a hundred gigabytes once written out.
        List<String> labels =
                IntStream.range(100, 200).mapToObj(i -> "a".repeat(4_093) + i).toList();
        List<String> templates = IntStream.range(0, 64)
                .mapToObj(i -> " ".repeat(i) + "{}".repeat(4_096))
                .toList();
        ClassifyOptions bomb = ClassifyOptions.DEFAULTS.withLabels(labels).withTemplates(templates);

        Failure failure = thrown(() -> client.classify(MODEL, List.of(GOOD), bomb));

        assertThat(failure.reason()).isEqualTo("TEXT_TOO_LONG");
        assertThat(failure.message()).contains("labels[0]").contains("4096").contains("1024");
        assertThat(client.embed(MODEL, GOOD)).allMatch(Result::ok);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void row18_oddText_isAnsweredOnEveryCall(String row, String text, Boolean cut) {
        Input odd = Input.text(text);
        List<Input> inputs = List.of(GOOD, odd, GOOD);
        Vector alone = client.embed(MODEL, GOOD).get(0).value();

        for (List<Result<Vector>> embedded :
                List.of(client.embed(MODEL, inputs, EmbedOptions.DEFAULTS), streamed(inputs))) {
            assertThat(embedded).allMatch(Result::ok);
            assertThat(embedded.get(0).value().cosine(alone)).isGreaterThan(0.999999f);
            assertThat(embedded.get(1).value().values()).doesNotContain(Float.NaN);
            assertThat(embedded.get(0).truncated()).isFalse();
            if (cut != null) {
                assertThat(embedded.get(1).truncated()).isEqualTo(cut);
            }
        }
        assertThat(client.embed("sentence", inputs, EmbedOptions.DEFAULTS)).allMatch(Result::ok);
        assertThat(client.classify("classifier-text", inputs, ClassifyOptions.DEFAULTS))
                .allMatch(Result::ok);
        assertThat(client.classify(MODEL, inputs, ClassifyOptions.labels("cat", "dog")))
                .allMatch(Result::ok);
        assertThat(client.features(MODEL, inputs, List.of("tokens"))).allMatch(Result::ok);
        Rankings ranked = client.rank(MODEL, odd, inputs);
        assertThat(ranked.queries()).allMatch(Result::ok);
        assertThat(ranked.failedCandidates()).isEmpty();
        assertThat(ranked.truncatedCandidates()).isSubsetOf(1);
        if (!text.isBlank() && text.length() <= 1024) {
            assertThat(client.classify(MODEL, List.of(odd), ClassifyOptions.labels("cat", text)))
                    .allMatch(Result::ok);
        }
    }

    @Test
    void row18_featuresOfATooLongText_failAloneAndNeighboursAreAnswered() {
        List<Input> inputs = List.of(GOOD, Input.text(MARKS), GOOD);

        List<Result<Features>> found = client.features(MODEL, inputs, List.of("tokens"));

        assertTooLong(found.get(1).failure().orElseThrow(), "65536");
        assertThat(found.get(0).ok() && found.get(2).ok()).isTrue();
    }

    @Test
    void row18_notUtf8InATypedCall_isInvalidArgument() {
        for (byte[] bytes : List.of(NOT_UTF_8, HALF_A_PAIR)) {
            byte[] message = withText(bytes);
            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(
                            ClientInterceptors.intercept(channel),
                            EmbedServiceGrpc.getEmbedMethod().toBuilder(
                                            new Raw(),
                                            EmbedServiceGrpc.getEmbedMethod().getResponseMarshaller())
                                    .build(),
                            io.grpc.CallOptions.DEFAULT,
                            message));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(refused.getStatus().getDescription()).contains("UTF-8").hasSizeLessThan(512);
        }
        assertThat(client.embed(MODEL, GOOD)).allMatch(Result::ok);
    }

    @Test
    void row18_notUtf8InABytesTensor_namesTheElement() {
        for (byte[] bytes : List.of(NOT_UTF_8, HALF_A_PAIR)) {
            Status status = inferred("a cat".getBytes(StandardCharsets.UTF_8), bytes);
            assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(status.getDescription()).contains("'text' element 1").contains("UTF-8");
        }
    }

    @Test
    void row18_tooLongInABytesTensor_namesTheElementAndTheLimit() {
        for (int length : new int[] {65_537, 10 << 20}) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) 'a');
            Status status = inferred("a cat".getBytes(StandardCharsets.UTF_8), bytes);
            assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(status.getDescription()).contains("'text' element 1").contains("65536");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void row18_oddTextInABytesTensor_isAnswered(String row, String text, Boolean cut) {
        var answer = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .modelInfer(infer("a cat".getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8)));

        assertThat(answer.getOutputs(0).getShape(0)).isEqualTo(2);
    }

    @Test
    void row18_manySlowTexts_leaveRoomForOthers() {
        // The most that each tokenizer is given, as often as a call may ask.
        String slow = "\u0316\u0301\u0327".repeat(10_900);
        var many = client.async().embed("sentence", Collections.nCopies(128, Input.text(slow)), EmbedOptions.DEFAULTS);

        for (int i = 0; i < 10; i++) {
            assertThat(client.embed(MODEL, GOOD)).allMatch(Result::ok);
        }

        assertThat(many.join()).allMatch(Result::ok);
    }

    private static List<Result<Vector>> streamed(List<Input> inputs) {
        try (EmbedStream stream = client.embedStream(MODEL, EmbedOptions.DEFAULTS, inputs.size())) {
            List<CompletableFuture<Result<Vector>>> sent =
                    inputs.stream().map(stream::send).toList();
            stream.finish();
            return sent.stream().map(CompletableFuture::join).toList();
        }
    }

    private static void assertTooLong(Failure failure, String limit) {
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.reason()).isEqualTo("TEXT_TOO_LONG");
        assertThat(failure.message()).contains(limit).contains("shorten").hasSizeLessThan(512);
    }

    private static Failure thrown(Runnable call) {
        return catchThrowableOfType(TriptychException.class, call::run).failure();
    }

    private static Status inferred(byte[]... texts) {
        return catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(infer(texts)))
                .getStatus();
    }

    private static ModelInferRequest infer(byte[]... texts) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (byte[] text : texts) {
            contents.addBytesContents(ByteString.copyFrom(text));
        }
        return ModelInferRequest.newBuilder()
                .setModelName(MODEL)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("text")
                        .setDatatype("BYTES")
                        .addShape(texts.length)
                        .setContents(contents))
                .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                        .setName("text_embedding"))
                .build();
    }

    /** A call whose second text has these bytes, which no generated class would write. */
    private static byte[] withText(byte[] bytes) {
        String place = "#".repeat(bytes.length);
        EmbedRequest request = EmbedRequest.newBuilder()
                .setModel(MODEL)
                .addItems(EmbedItem.newBuilder().setContent(Content.newBuilder().setText("a cat")))
                .addItems(EmbedItem.newBuilder().setContent(Content.newBuilder().setText(place)))
                .build();
        byte[] message = request.toByteArray();
        int at = new String(message, StandardCharsets.ISO_8859_1).indexOf(place);
        System.arraycopy(bytes, 0, message, at, bytes.length);
        return message;
    }

    /** Sends bytes as they are. */
    private static final class Raw implements io.grpc.MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
