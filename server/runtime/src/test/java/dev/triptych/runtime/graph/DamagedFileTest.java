package dev.triptych.runtime.graph;

import static dev.triptych.runtime.graph.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DamagedFileTest {
    private static final byte[] WHOLE = TestGraph.twoTowers()
            .function("Twice", TestGraph.nodeProto("", "Add", "", List.of("x", "x"), "y"))
            .build();
    private static final Set<Reason> REFUSALS =
            Set.of(Reason.MODEL_CORRUPT, Reason.MODEL_UNSUPPORTED, Reason.MODEL_EXTERNAL_DATA);

    @Example
    void parse_truncatedAtAnyByte_isRefusedOrKeepsItsGraph() {
        int nodes = OnnxParser.parse(ByteBuffer.wrap(WHOLE), "m.onnx")
                .graph()
                .nodes()
                .size();
        int survivors = 0;
        for (int length = 0; length < WHOLE.length; length++) {
            try {
                OnnxModel model = OnnxParser.parse(ByteBuffer.wrap(Arrays.copyOf(WHOLE, length)), "m.onnx");
                assertThat(model.graph().nodes()).hasSize(nodes);
                survivors++;
            } catch (TaskException e) {
                assertThat(e.reason()).as("cut at %d", length).isEqualTo(Reason.MODEL_CORRUPT);
            }
        }
        // Only the end of the graph's field, before the functions, is a whole message by itself.
        assertThat(survivors).isEqualTo(1);
    }

    @Property(tries = 3000)
    void use_flippedBits_endsInARefusalOrAnAnswer(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 1 << 24) Integer> flips) {
        byte[] damaged = WHOLE.clone();
        for (int flip : flips) {
            damaged[(flip >> 3) % damaged.length] ^= (byte) (1 << (flip & 7));
        }
        useAll(damaged);
    }

    @Property(tries = 1000)
    void use_overwrittenRange_endsInARefusalOrAnAnswer(
            @ForAll @IntRange(min = 0, max = 1 << 20) int from, @ForAll @Size(min = 1, max = 40) byte[] with) {
        byte[] damaged = WHOLE.clone();
        int at = from % (damaged.length - with.length);
        System.arraycopy(with, 0, damaged, at, with.length);
        useAll(damaged);
    }

    @Property(tries = 2000)
    void parse_messagesOfKnownFields_endInARefusalOrAnAnswer(@ForAll("fields") List<int[]> fields) {
        Proto message = new Proto().varint(1, 8).message(8, new Proto().varint(2, 17));
        byte[] inner = new byte[0];
        for (int[] field : fields) {
            Proto next = new Proto();
            if (field[1] == 0) {
                next.varint(field[0], field[2]);
            } else {
                next.bytes(field[0], inner);
            }
            inner = ByteBuffer.allocate(inner.length + next.toByteArray().length)
                    .put(next.toByteArray())
                    .put(inner)
                    .array();
        }
        useAll(message.bytes(7, inner).toByteArray());
    }

    @Provide
    Arbitrary<List<int[]>> fields() {
        Arbitrary<int[]> field = Arbitraries.integers().between(1, 25).flatMap(number -> Arbitraries.integers()
                .between(0, 1)
                .flatMap(wire -> Arbitraries.integers().map(value -> new int[] {number, wire, value})));
        return field.list().ofMaxSize(12);
    }

    @Property(tries = 2000)
    void parse_randomBytes_isRefused(@ForAll @Size(max = 300) byte[] bytes) {
        assertRefused(() -> OnnxParser.parse(ByteBuffer.wrap(bytes), "m.onnx"), Reason.MODEL_CORRUPT, "m.onnx");
    }

    @Example
    void parse_bodiesNestedDeeply_isRefusedBeforeTheStackEnds() {
        byte[] inner = new byte[0];
        for (int i = 0; i < 4000; i++) {
            Proto attribute = new Proto().bytes(6, inner);
            inner = new Proto()
                    .message(1, new Proto().text(4, "If").message(5, attribute))
                    .toByteArray();
        }
        byte[] file = new Proto().varint(1, 8).bytes(7, inner).toByteArray();
        assertRefused(() -> parse(file), Reason.MODEL_CORRUPT, "nested deeper than 16");
    }

    @Example
    void parse_millionsOfEmptyNodes_isRefusedEarly() {
        byte[] graph = new byte[2 * Budget.MAX_ITEMS + 4];
        for (int i = 0; i < graph.length; i += 2) {
            graph[i] = 0x52; // field 10, no bytes
        }
        byte[] file = new Proto().varint(1, 8).bytes(7, graph).toByteArray();
        assertRefused(() -> parse(file), Reason.MODEL_CORRUPT, "more than 2000000");
    }

    @Example
    void parse_shapeThatOverflows_isRefused() {
        long huge = 1L << 40;
        TestGraph graph = identity().weight(TestGraph.tensorProto("w", 1, new byte[4], huge, huge, huge));
        assertRefused(() -> parse(graph.build()), Reason.MODEL_CORRUPT, "shape is too large");
    }

    @Example
    void parse_dataShorterThanItsShape_isRefusedByName() {
        TestGraph graph = identity().weight(TestGraph.tensorProto("w", 1, new byte[8], 3));
        assertRefused(() -> parse(graph.build()), Reason.MODEL_CORRUPT, "'w' has 8 bytes", "asks for 12");
    }

    @Example
    void parse_circle_isRefused() {
        TestGraph graph = new TestGraph()
                .node("a", "Neg", List.of("z"), "y")
                .node("b", "Neg", List.of("y"), "z")
                .output("y", TestGraph.FLOAT, "n");
        assertRefused(() -> parse(graph.build()), Reason.MODEL_CORRUPT, "circle");
    }

    @Example
    void parse_circleThroughABody_isRefused() {
        TestGraph body =
                new TestGraph().node("inner", "Neg", List.of("late"), "z").output("z", TestGraph.FLOAT, "n");
        TestGraph graph = new TestGraph()
                .input("cond", TestGraph.BOOL)
                .node("if", "If", List.of("cond"), "y", TestGraph.body("then_branch", body))
                .node("late", "Neg", List.of("y"), "late")
                .output("y", TestGraph.FLOAT, "n");
        assertRefused(() -> parse(graph.build()), Reason.MODEL_CORRUPT, "circle");
    }

    @Example
    void parse_valueThatNothingMakes_isRefusedByName() {
        TestGraph graph = identity().node("lost", "Neg", List.of("ghost"), "w");
        assertRefused(() -> parse(graph.build()), Reason.MODEL_CORRUPT, "nothing makes the value 'ghost'");
    }

    @Example
    void parse_valueMadeTwice_isRefusedByName() {
        TestGraph graph = identity().node("again", "Neg", List.of("x"), "y");
        assertRefused(() -> parse(graph.build()), Reason.MODEL_CORRUPT, "'y' is made twice");
    }

    @Example
    void parse_functionsInACircle_isRefused() {
        TestGraph graph = identity()
                .function("F", TestGraph.nodeProto("", "G", "local", List.of("x"), "y"))
                .function("G", TestGraph.nodeProto("", "F", "local", List.of("x"), "y"));
        assertRefused(() -> parse(graph.build()), Reason.MODEL_CORRUPT, "functions call each other in a circle");
    }

    @Example
    void parse_functionsThatDoubleEachTime_areRefused() {
        TestGraph graph = identity();
        for (int i = 0; i < 40; i++) {
            // Each function calls the one before twice, through the two branches of an If.
            String op = i == 0 ? "Neg" : "F" + (i - 1);
            String domain = i == 0 ? "" : "local";
            Proto[] branches = new Proto[2];
            for (int b = 0; b < 2; b++) {
                branches[b] = TestGraph.body(
                        b == 0 ? "then_branch" : "else_branch",
                        new TestGraph()
                                .node(TestGraph.nodeProto("", op, domain, List.of("x"), "z"))
                                .output("z", TestGraph.FLOAT, "n"));
            }
            graph.function("F" + i, TestGraph.nodeProto("", "If", "", List.of("x"), "y", branches));
        }
        assertRefused(() -> parse(graph.build()), Reason.MODEL_CORRUPT, "come to more than");
    }

    @Example
    void placeholder_ofEachKind_isNamedWithItsHint() {
        assertThat(hint("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"))
                .contains("git lfs pull");
        assertThat(hint("\n <!DOCTYPE html><html>")).contains("web page");
        assertThat(hint("PK\u0003\u0004....")).contains("PyTorch");
    }

    private static String hint(String text) {
        return Placeholders.name(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .orElse("");
    }

    private static TestGraph identity() {
        return new TestGraph()
                .input("x", TestGraph.FLOAT, "n")
                .node("copy", "Identity", List.of("x"), "y")
                .output("y", TestGraph.FLOAT, "n");
    }

    private static OnnxModel parse(byte[] bytes) {
        return OnnxParser.parse(ByteBuffer.wrap(bytes), "m.onnx");
    }

    /** Everything that reads a parsed model; only refusals may come out. */
    private static void useAll(byte[] bytes) {
        try {
            OnnxModel model = parse(bytes);
            Path nowhere = Path.of("m.onnx");
            Stamp stamp = new Stamp("key", bytes.length, FileTime.fromMillis(0));
            OnnxFile file = new OnnxFile("m.onnx", nowhere, nowhere, stamp, model, Map.of());
            file.facts();
            for (OnnxModel.Value output : model.graph().outputs()) {
                AffineFinder.find(file, output.name());
                Reachability kept = Reachability.from(model.graph(), Set.of(output.name()));
                if (model.external().isEmpty()) {
                    CutPlan plan = CutPlan.of(file, kept, Set.of(output.name()), "d", 1L << 30);
                    assertThat(plan.model().length()).isLessThan(bytes.length + 16L);
                }
            }
            Ports.inputs(file, value -> true);
            Ports.outputs(file, value -> true);
        } catch (TaskException e) {
            assertThat(e.reason()).isIn(REFUSALS);
        }
    }
}
