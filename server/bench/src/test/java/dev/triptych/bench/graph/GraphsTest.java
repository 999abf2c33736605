package dev.triptych.bench.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphsTest {
    @TempDir
    Path folder;

    @Test
    void tiny_addsOne() throws Exception {
        assertThat(run(Graphs.tiny(folder.resolve("tiny")))[1][7]).isEqualTo(2 * 512 + 8f);
        assertThat(Files.readString(folder.resolve("tiny/config.pbtxt"))).contains("name: \"tiny\"", "dims: [ 512 ]");
    }

    @Test
    void stub_givesBackWhatItTakes() throws Exception {
        float[][] rows = run(Graphs.stub(folder.resolve("stub"), 3));
        assertThat(rows[0][0]).isEqualTo(512f);
        assertThat(rows[1][7]).isEqualTo(2 * 512 + 7f);
    }

    // Row r has the values (r + 1) * 512 + i.
    private static float[][] run(Path graph) throws Exception {
        float[][] rows = new float[2][Graphs.WIDTH];
        for (int row = 0; row < 2; row++) {
            for (int i = 0; i < Graphs.WIDTH; i++) {
                rows[row][i] = (row + 1) * 512 + i;
            }
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(graph.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of("x", input))) {
            return (float[][]) result.get(0).getValue();
        }
    }
}
