package dev.triptych.transport;

import static dev.triptych.transport.Tensor.floats;
import static dev.triptych.transport.Tensor.framed;
import static dev.triptych.transport.Tensor.input;
import static dev.triptych.transport.Tensor.number;
import static dev.triptych.transport.Tensor.output;
import static dev.triptych.transport.Tensor.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelStatistics;
import dev.triptych.inference.ModelStatisticsRequest;
import dev.triptych.runtime.serving.ModelTotals;
import dev.triptych.runtime.serving.Span;
import dev.triptych.runtime.serving.StageTotals;
import dev.triptych.runtime.serving.StageTotals.BatchTotals;
import dev.triptych.spi.error.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Triton's extensions of the protocol: classification and statistics. */
class ExtensionsTest {
    private static final StageTotals STAGE = new StageTotals(
            7_000_000_000L,
            new Span(3, 900),
            new Span(1, 50),
            new Span(3, 300),
            new Span(3, 30),
            new Span(3, 500),
            new Span(3, 20),
            9,
            List.of(
                    new BatchTotals(1, new Span(1, 5), new Span(1, 6), new Span(1, 7)),
                    new BatchTotals(4, new Span(2, 8), new Span(2, 9), new Span(2, 10))));

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @Test
    void classification_batchedOutput_hasTheBestOfEachRow() {
        ModelInferResponse response = infer(to("pair")
                .addInputs(input("in_a", "FP32", 2, 2))
                .addInputs(input("in_b", "FP32", 2, 2))
                .addRawInputContents(floats(0.25f, 1e20f, 3, Float.NaN))
                .addRawInputContents(floats(1, 2, 3, 4))
                .addOutputs(output("out_a").putParameters("classification", number(1)))
                .addOutputs(output("out_b")));

        assertThat(response.getOutputs(0).getDatatype()).isEqualTo("BYTES");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(2L, 1L);
        assertThat(elements(response.getRawOutputContents(0)))
                .containsExactly("100000002004087734272.000000:1", "3.000000:0");
        assertThat(response.getRawOutputContents(1)).isEqualTo(floats(1, 2, 3, 4));
    }

    @Test
    void classification_moreThanThereAre_givesAllBestFirst() {
        ModelInferResponse response = infer(to("free")
                .addInputs(input("in_x", "FP32", 1, 4))
                .addRawInputContents(floats(1, 2, Float.NEGATIVE_INFINITY, 2))
                .addOutputs(output("out_x").putParameters("classification", number(9))));

        assertThat(response.getOutputs(0).getShapeList()).containsExactly(4L);
        assertThat(elements(response.getRawOutputContents(0)))
                .containsExactly("2.000000:1", "2.000000:3", "1.000000:0", "-inf:2");
    }

    @Test
    void classification_unsignedLongs_areComparedAsSuch() {
        ByteBuffer values = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        values.putLong(5).putLong(-1).flip();
        List<String> best = types("UINT64", ByteString.copyFrom(values));

        assertThat(best).containsExactly("18446744073709551615:1", "5:0");
        assertThat(types("INT8", ByteString.copyFrom(new byte[] {-1, 1}))).containsExactly("1:1", "-1:0");
        assertThat(types("UINT8", ByteString.copyFrom(new byte[] {-1, 1}))).containsExactly("255:0", "1:1");
    }

    @Test
    void classification_ofWhatHasNoScores_isRefused() {
        Refusal.of(() -> types("BOOL", ByteString.copyFrom(new byte[2]))).is(Reason.PARAMETER_INVALID, "not BOOL");
        Refusal.of(() -> types("FP16", ByteString.copyFrom(new byte[4]))).is(Reason.PARAMETER_INVALID, "not FP16");
        Refusal.of(() -> infer(to("clip")
                        .addInputs(input("text", "BYTES", 1))
                        .addRawInputContents(framed(ByteString.copyFromUtf8("a")))
                        .addOutputs(output("text_embedding").putParameters("classification", number(1)))))
                .is(Reason.NOT_OFFERED, "typed API")
                .at("outputs[0].parameters.classification");
        InferParameter text = InferParameter.newBuilder().setStringParam("3").build();
        for (InferParameter bad : List.of(number(0), number(-1), text)) {
            Refusal.of(() -> infer(to("free")
                            .addInputs(input("in_x", "FP32", 1, 1))
                            .addRawInputContents(floats(1))
                            .addOutputs(output("out_x").putParameters("classification", bad))))
                    .is(Reason.PARAMETER_INVALID, "int64, 1 or more");
        }
    }

    @Test
    void statistics_rawGraph_areThoseOfItsStage() {
        edge.catalog.totals(
                "pair", new ModelTotals(Span.NONE, Span.NONE, Span.NONE, 0, List.of(STAGE), Map.of("", STAGE)));
        ModelStatistics pair = statistics("pair", "3").get(0);

        assertThat(pair.getInferenceCount()).isEqualTo(9);
        assertThat(pair.getExecutionCount()).isEqualTo(3);
        assertThat(pair.getInferenceStats().getSuccess().getCount()).isEqualTo(3);
        assertThat(pair.getInferenceStats().getSuccess().getNs()).isEqualTo(900);
        assertThat(pair.getInferenceStats().getFail().getCount()).isEqualTo(1);
        assertThat(pair.getInferenceStats().getQueue().getNs()).isEqualTo(300);
        assertThat(pair.getInferenceStats().getComputeInput().getNs()).isEqualTo(30);
        assertThat(pair.getInferenceStats().getComputeInfer().getNs()).isEqualTo(500);
        assertThat(pair.getInferenceStats().getComputeOutput().getNs()).isEqualTo(20);
        assertThat(pair.getBatchStatsList())
                .extracting(batch -> batch.getBatchSize())
                .containsExactly(1L, 4L);
        assertThat(pair.getBatchStats(1).getComputeInfer().getCount()).isEqualTo(2);
        // The batch ended seven seconds after the ticker's start.
        assertThat(pair.getLastInference()).isBetween(edge.startMillis() + 6_000, edge.startMillis() + 8_000);
    }

    @Test
    void statistics_typedModel_countItsItemsAndSumItsStages() {
        edge.catalog.totals(
                "clip",
                new ModelTotals(
                        new Span(5, 50),
                        new Span(2, 20),
                        new Span(3, 9),
                        4,
                        List.of(STAGE, STAGE),
                        Map.of("image", STAGE)));

        ModelStatistics clip = statistics("clip", "").get(0);
        assertThat(clip.getInferenceStats().getSuccess().getCount()).isEqualTo(5);
        assertThat(clip.getInferenceStats().getFail().getNs()).isEqualTo(20);
        assertThat(clip.getInferenceCount()).isEqualTo(18);
        assertThat(clip.getInferenceStats().getQueue().getNs()).isEqualTo(600);
        assertThat(clip.getInferenceStats().getQueue().getCount()).isEqualTo(2 * 3 + 3);
        assertThat(clip.getInferenceStats().getCacheHit().getCount()).isEqualTo(3);
        assertThat(clip.getInferenceStats().getCacheHit().getNs()).isEqualTo(9);
        assertThat(clip.getInferenceStats().getCacheMiss().getCount()).isEqualTo(4);
        assertThat(clip.getBatchStatsCount()).isZero();
        assertThat(statistics("clip.image", "1").get(0).getInferenceCount()).isEqualTo(9);
    }

    @Test
    void statistics_noName_areThoseOfAllThatIsReady() {
        edge.catalog.totals(
                "clip", new ModelTotals(Span.NONE, Span.NONE, Span.NONE, 0, List.of(STAGE), Map.of("image", STAGE)));
        edge.catalog.totals("pair", new ModelTotals(Span.NONE, Span.NONE, Span.NONE, 0, List.of(), Map.of()));

        assertThat(statistics("", ""))
                .extracting(model -> model.getName() + " " + model.getVersion() + " " + model.getExecutionCount())
                .containsExactly("clip 1 3", "clip.image 1 3", "pair 3 0");
        assertThat(statistics("pair", "").get(0).getLastInference()).isZero();
    }

    @Test
    void statistics_unknownOrNotReady_areRefused() {
        Refusal.of(() -> statistics("nope", "")).is(Reason.MODEL_UNKNOWN);
        Refusal.of(() -> statistics("clip", "9")).is(Reason.MODEL_UNKNOWN);
        Refusal.of(() -> statistics("loading", "")).is(Reason.MODEL_LOADING);
    }

    private List<ModelStatistics> statistics(String model, String version) {
        return stub().modelStatistics(ModelStatisticsRequest.newBuilder()
                        .setName(model)
                        .setVersion(version)
                        .build())
                .getModelStatsList();
    }

    /** The two best values of one type. */
    private List<String> types(String type, ByteString values) {
        ModelInferRequest.Builder request = to("types");
        for (dev.triptych.spi.tensor.DType other : dev.triptych.spi.tensor.DType.values()) {
            request.addInputs(input("in_" + other, other.name(), 2));
            ByteString zeros = other.fixedWidth()
                    ? ByteString.copyFrom(new byte[2 * other.width()])
                    : framed(ByteString.EMPTY, ByteString.EMPTY);
            request.addRawInputContents(other.name().equals(type) ? values : zeros);
        }
        return elements(infer(request.addOutputs(output("out_" + type).putParameters("classification", number(2))))
                .getRawOutputContents(0));
    }

    private static List<String> elements(ByteString raw) {
        ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<String> elements = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int length = bytes.getInt();
            elements.add(
                    raw.substring(bytes.position(), bytes.position() + length).toStringUtf8());
            bytes.position(bytes.position() + length);
        }
        return elements;
    }

    private ModelInferResponse infer(ModelInferRequest.Builder request) {
        return stub().modelInfer(request.build());
    }

    private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(edge.channel);
    }
}
