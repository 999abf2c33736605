package dev.triptych.plugin.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeCall;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.TestTensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of plain graphs: what is recognised, completed, warned of and refused. */
class TensorPluginTest {
    private static final String CONFIG = "config.pbtxt";

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private static FakeModelFolder fixture(String name) {
        return FakeModelFolder.of(Fixtures.path("triton/" + name));
    }

    /** {@code add}, with another configuration. */
    private static FakeModelFolder add(String config) {
        return fixture("add").with(CONFIG, config);
    }

    private interface Check {
        void of(RawGraph graph, List<String> warnings);
    }

    private void load(FakeModelFolder folder, String version, Check check) {
        try (FakeLoadContext context = Engine.context(folder, memory.allocator());
                Model model = new TensorPlugin().load(new ModelDefinition("m", version, folder), context)) {
            check.of(model.all(RawGraph.class).get(0), context.warnings());
        }
    }

    private void load(FakeModelFolder folder, Check check) {
        load(folder, "1", check);
    }

    private void refused(FakeModelFolder folder, Reason reason, String... words) {
        TaskException refusal = catchThrowableOfType(TaskException.class, () -> load(folder, (graph, warnings) -> {}));
        assertThat(refusal).as("the folder loads").isNotNull();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.text()).contains(words).hasSizeLessThanOrEqualTo(512);
    }

    private static int strength(FakeModelFolder folder) {
        return ((Recognition.Recognised) new TensorPlugin().recognise(folder)).strength();
    }

    @Test
    void strength_fromModelYamlToASingleFile_falls() {
        int named = strength(new FakeModelFolder("m").override("family", "tensor"));
        int configured = strength(new FakeModelFolder("m").with(CONFIG, ""));
        int versioned = strength(new FakeModelFolder("m").with("1/model.onnx", "x"));
        int single = strength(new FakeModelFolder("m").with("some.onnx", "x"));
        assertThat(List.of(named, configured, versioned, single)).containsExactly(110, 100, 60, 0);
    }

    @Test
    void recognise_severalGraphsWithoutConfiguration_isNotMine() {
        FakeModelFolder folder = new FakeModelFolder("m").with("a.onnx", "x").with("b.onnx", "x");
        assertThat(new TensorPlugin().recognise(folder).why()).startsWith("2 ONNX files");
        assertThat(new TensorPlugin().recognise(new FakeModelFolder("w").with("model.safetensors", "w")))
                .isInstanceOf(Recognition.NotMine.class);
    }

    @Test
    void run_add_addsAndSubtracts() {
        load(fixture("add"), (graph, warnings) -> {
            assertThat(graph.maxBatchSize()).isEqualTo(8);
            FakeCall call = new FakeCall(memory.allocator());
            float[] ones = new float[32];
            Arrays.fill(ones, 1);
            Tensors inputs = Tensors.of(Map.of(
                    "INPUT0", TestTensors.floats(memory.allocator(), new long[] {2, 16}, ones),
                    "INPUT1", TestTensors.floats(memory.allocator(), new long[] {2, 16}, ones)));
            try (Tensors outputs =
                    graph.stage().submit(call, 2, inputs).toCompletableFuture().join()) {
                assertThat(TestTensors.floats(outputs.get("OUTPUT0")))
                        .hasSize(32)
                        .containsOnly(2);
                assertThat(TestTensors.floats(outputs.get("OUTPUT1")))
                        .hasSize(32)
                        .containsOnly(0);
            }
        });
    }

    @Test
    void load_withoutConfig_isCompletedFromTheGraph() {
        load(fixture("noconfig"), (graph, warnings) -> {
            assertThat(graph.maxBatchSize()).isEqualTo(32);
            assertThat(graph.inputs()).singleElement().satisfies(port -> {
                assertThat(port.name()).isEqualTo("INPUT");
                assertThat(port.dims()).containsExactly(-1L, 3L);
                assertThat(port.batchAxis()).isZero();
            });
        });
    }

    @Test
    void load_portsWithoutTypeAndDims_areCompletedFromTheGraph() {
        load(add("input { name: \"INPUT0\" }"), (graph, warnings) -> {
            assertThat(graph.inputs().get(0).dims()).containsExactly(-1L, 16L);
            assertThat(graph.inputs()).hasSize(2);
            assertThat(graph.outputs()).hasSize(2);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'', 32, 0",
        "max_batch_size: 0, 0, -1",
        "max_batch_size: 8, 8, 0",
        "max_batch_size: 8 max_batch_size: 4, 4, 0"
    })
    void load_maxBatchSize_isAsStatedElseTheDefault(String config, int most, int axis) {
        load(add(config), (graph, warnings) -> {
            assertThat(graph.maxBatchSize()).isEqualTo(most);
            assertThat(graph.stage().maxRows()).isEqualTo(Math.max(1, most));
            assertThat(graph.inputs().stream().map(Port::batchAxis)).containsOnly(axis);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65537", "99999999999999999999", "many", "{ }"})
    void load_maxBatchSizeOutOfRange_isRefused(String size) {
        refused(add("max_batch_size: " + size), Reason.CONFIG_INVALID, "max_batch_size");
    }

    @Test
    void load_maxBatchSizeOverAFixedGraph_isRefused() {
        FakeModelFolder folder = fixture("scale_nobatch").with(CONFIG, "max_batch_size: 4");
        refused(folder, Reason.CONFIG_INVALID, "'INPUT'", "[2, 3]", "max_batch_size: 0");
    }

    @Test
    void load_modelYaml_goesBeforeTheConfiguration() {
        load(fixture("add").override("max_batch_size", 3), (graph, warnings) -> assertThat(graph.maxBatchSize())
                .isEqualTo(3));
        FakeModelFolder two = fixture("add")
                .with("other/graph.onnx", Fixtures.bytes("triton/noconfig/1/model.onnx"))
                .without(CONFIG)
                .override("family", "tensor")
                .override("graph", "other/graph.onnx");
        load(two, (graph, warnings) -> assertThat(graph.outputs()).hasSize(1));
    }

    @Test
    void load_modelYamlWrong_namesTheKey() {
        refused(fixture("add").override("max_batch_size", "8"), Reason.CONFIG_INVALID, "max_batch_size");
        refused(fixture("add").override("graph", 1), Reason.CONFIG_INVALID, "graph");
        refused(fixture("add").override("towers", "x"), Reason.CONFIG_INVALID, "'towers'", "max_batch_size");
        refused(fixture("add").override("graph", "../x.onnx"), Reason.MODEL_INCOMPLETE, "'../x.onnx'");
    }

    @Test
    void load_keysNotHonoured_areWarnedOfByName() {
        String config = "name: \"add\" dynamic_batching { } instance_group [ { count: 2 } ] max_batch_size: 8";
        load(add(config), (graph, warnings) -> assertThat(warnings)
                .containsExactly(
                        "config.pbtxt: 'dynamic_batching' is not honoured",
                        "config.pbtxt: 'instance_group' is not honoured"));
    }

    @Test
    void load_thousandsOfUnknownKeys_areNotThousandsOfWarnings() {
        StringBuilder config = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            config.append('k').append(i).append(": 1\n");
        }
        load(
                add(config.toString()),
                (graph, warnings) ->
                        assertThat(warnings).hasSize(33).last().asString().contains("4968 more"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ensemble_scheduling { }", "sequence_batching { }", "batch_input [ { } ]", "batch_output { }"})
    void load_keyThatChangesAnswers_isRefused(String config) {
        refused(add(config), Reason.MODEL_UNSUPPORTED, config.substring(0, config.indexOf(' ')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform: \"tensorflow_savedmodel\"", "backend: \"python\"", "platform: \"ensemble\""})
    void load_otherPlatform_isRefused(String config) {
        refused(add(config), Reason.MODEL_UNSUPPORTED, "onnxruntime_onnx");
    }

    @Test
    void load_portProperty_isRefusedUnlessItIsTheDefault() {
        refused(
                add("input { name: \"INPUT0\" reshape { shape: [ 16 ] } }"),
                Reason.MODEL_UNSUPPORTED,
                "'INPUT0'",
                "'reshape'");
        load(
                add("input { name: \"INPUT0\" optional: false is_shape_tensor: false format: FORMAT_NONE }"),
                (graph, warnings) -> assertThat(warnings).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "data_type: TYPE_INT64, 'data type INT64, the graph has FP32'",
        "data_type: TYPE_STRING, 'data type BYTES, the graph has FP32'",
        "data_type: TYPE_FLOAT, 'TYPE_FLOAT'",
        "dims: [ 17 ], 'dims [17], the graph has [16] behind the batch axis'",
        "'dims: [ -1, 16 ]', 'dims [-1, 16], the graph has [16] behind the batch axis'",
        "dims: [ -2 ], -1 for a free one",
        "dims: [ x ], 'x'",
    })
    void load_portThatDisagreesWithTheGraph_saysBoth(String property, String words) {
        refused(add("max_batch_size: 8 input { name: \"INPUT0\" " + property + " }"), Reason.CONFIG_INVALID, words);
    }

    @Test
    void load_thousandsOfDims_areRefusedInFewWords() {
        refused(
                add("input { name: \"INPUT0\" dims: [ " + "1,".repeat(50_000) + " 1 ] }"),
                Reason.CONFIG_INVALID,
                "at most 32");
    }

    @Test
    void load_portThatTheGraphLacks_namesThoseItHas() {
        refused(add("input { name: \"X\" }"), Reason.CONFIG_INVALID, "input 'X'", "'INPUT0', 'INPUT1'");
        refused(add("output { name: \"Y\" }"), Reason.CONFIG_INVALID, "output 'Y'", "'OUTPUT0', 'OUTPUT1'");
        refused(add("input { dims: [ 1 ] }"), Reason.CONFIG_INVALID, "an input has no name");
    }

    @Test
    void load_declaredOutputs_areAllThatIsComputed() {
        load(add("max_batch_size: 8 output { name: \"OUTPUT1\" }"), (graph, warnings) -> assertThat(graph.outputs())
                .extracting(Port::name)
                .containsExactly("OUTPUT1"));
    }

    @Test
    void load_declaredDims_fixWhatTheGraphLeavesFree() {
        FakeModelFolder folder = fixture("lengths")
                .with(CONFIG, "max_batch_size: 8 input { name: \"IDS\" data_type: TYPE_INT64 dims: [ 5 ] }");
        load(folder, (graph, warnings) -> assertThat(graph.inputs().get(0).dims())
                .containsExactly(-1L, 5L));
    }

    @Test
    void load_versionThree_isServedFromItsOwnFolder() {
        FakeModelFolder folder = fixture("noconfig").with("3/model.onnx", Fixtures.bytes("triton/add/1/model.onnx"));
        load(folder, "3", (graph, warnings) -> assertThat(graph.outputs()).hasSize(2));
    }

    @Test
    void load_fileNamedByTheConfiguration_isTheOneServed() {
        FakeModelFolder folder = add("default_model_filename: \"net.onnx\"");
        refused(folder, Reason.MODEL_INCOMPLETE, "'1/net.onnx'");
        load(
                folder.with("1/net.onnx", Fixtures.bytes("triton/noconfig/1/model.onnx")),
                (graph, warnings) -> assertThat(graph.outputs()).hasSize(1));
    }

    @Test
    void load_singleFileAnywhere_isServed() {
        FakeModelFolder folder =
                new FakeModelFolder("m").with("deep/net.onnx", Fixtures.bytes("triton/add/1/model.onnx"));
        load(folder, (graph, warnings) -> assertThat(graph.outputs()).hasSize(2));
    }

    @Test
    void load_nothingToServe_saysWhereItBelongs() {
        refused(new FakeModelFolder("m").with(CONFIG, ""), Reason.MODEL_INCOMPLETE, "'1/model.onnx'");
    }
}
