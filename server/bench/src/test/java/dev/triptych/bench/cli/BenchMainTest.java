package dev.triptych.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchMainTest {
    @Test
    void sideBySide_withoutOptions_hasItsDefaults() {
        SideBySide command = parse(SideBySide.class, "side-by-side", "--model", "folder");
        assertThat(command.modes).containsExactly("throughput", "latency");
        assertThat(command.tower.in(command.model).file()).isEqualTo(Path.of("folder/onnx/vision_model.onnx"));
        assertThat(command.tower.item).containsExactly(3L, 224L, 224L);
        assertThat(command.tower.batches).containsExactly(1, 2, 4, 8, 16);
        assertThat(command.timing.measured()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void command_withoutItsModel_isWrongUsage() {
        StringWriter said = new StringWriter();
        int exit = BenchMain.commandLine().setErr(new PrintWriter(said)).execute("bare");
        assertThat(exit).isEqualTo(2);
        assertThat(said.toString()).contains("--model");
    }

    @Test
    void everyRowOfTheTable_hasItsCommand_withDefaults() {
        assertThat(parse(TinyGraph.class, "tiny", "--perf-analyzer", "pa", "--folder", "f").concurrency)
                .containsExactly(1, 16, 64);
        assertThat(parse(TextTower.class, "text", "--model", "m").longest).isEqualTo(77);
        assertThat(parse(JpegShare.class, "jpeg", "--model", "m", "--pictures", "p", "--python", "p", "--script", "s")
                        .concurrency)
                .isEqualTo(32);
        assertThat(parse(Overload.class, "overload", "--folder", "f").times).isEqualTo(3);
        assertThat(parse(FairTenants.class, "fair", "--model", "m").flood).isEqualTo(32);
        assertThat(parse(Weights.class, "weights", "--folder", "f").weights).containsExactly("1:1", "3:1");
        assertThat(parse(Soak.class, "soak", "--folder", "f").minutes).isEqualTo(10);
        assertThat(parse(BaselineCommand.class, "baseline", "--graph", "g").batch)
                .isEqualTo(8);
    }

    private static <T> T parse(Class<T> type, String... arguments) {
        CommandLine line = BenchMain.commandLine();
        line.parseArgs(arguments);
        return type.cast(line.getSubcommands().get(arguments[0]).getCommand());
    }
}
