package dev.triptych.runtime.graph;

import static dev.triptych.runtime.graph.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.graph.Graph;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFileTest {
    private static final long BIG = 300L << 20;
    private static final long HEAP = 32L << 20;

    @TempDir
    Path folder;

    @Test
    void openAndCut_bigWeight_neverComesToTheHeap() throws IOException {
        writeSparse();
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OnnxGraphs graphs = new OnnxGraphs(folder.resolve("cuts"));
        long before = thread.getCurrentThreadAllocatedBytes();
        OnnxGraphSource source = graphs.source(folder, Path.of("model.onnx"), Set.of());
        Graph cut = source.cut(Set.of("big_out"));
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(HEAP);
        assertThat(cut.nodeNames()).containsExactly("use");
        assertThat(Files.size(cut.file())).isGreaterThan(BIG);
        assertThat(Files.size(source.cut(Set.of("small_out")).file())).isLessThan(1000);
    }

    @Test
    void open_moreThanTwoGigabytes_isRefusedWithTheWayOut() throws IOException {
        try (FileChannel channel = FileChannel.open(
                folder.resolve("huge.onnx"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), Integer.MAX_VALUE);
        }
        assertRefused(
                () -> OnnxReader.open(folder, Path.of("huge.onnx"), Set.of()),
                Reason.MODEL_UNSUPPORTED,
                "2147483648 bytes",
                "external data");
    }

    @Test
    void open_emptyFile_isCorrupt() throws IOException {
        Files.createFile(folder.resolve("empty.onnx"));
        assertRefused(
                () -> OnnxReader.open(folder, Path.of("empty.onnx"), Set.of()), Reason.MODEL_CORRUPT, "it is empty");
    }

    @Test
    void open_largeFileSystemPointer_isNamed() throws IOException {
        Files.writeString(folder.resolve("m.onnx"), "version https://git-lfs.github.com/spec/v1\n");
        assertRefused(
                () -> OnnxReader.open(folder, Path.of("m.onnx"), Set.of()), Reason.MODEL_CORRUPT, "Git LFS pointer");
    }

    /** A graph with a weight of 300 MiB of zeros: a hole in the file, written around. */
    private void writeSparse() throws IOException {
        byte[] rest = new TestGraph()
                .input("x", TestGraph.FLOAT, "n", 1)
                .node("use", "Mul", List.of("x", "big"), "big_out")
                .node("away", "Neg", List.of("x"), "small_out")
                .output("big_out", TestGraph.FLOAT, "n", "k")
                .output("small_out", TestGraph.FLOAT, "n", 1)
                .graphBytes();
        byte[] tensor = new Proto()
                .varint(1, BIG / 4)
                .varint(2, 1)
                .text(8, "big")
                .header(9, BIG)
                .toByteArray();
        byte[] field = new Proto().header(5, tensor.length + BIG).toByteArray();
        byte[] head = new Proto()
                .varint(1, 8)
                .message(8, new Proto().varint(2, 17))
                .header(7, rest.length + field.length + tensor.length + BIG)
                .toByteArray();
        try (FileChannel channel = FileChannel.open(
                folder.resolve("model.onnx"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(head));
            channel.write(ByteBuffer.wrap(field));
            channel.write(ByteBuffer.wrap(tensor));
            channel.position(channel.position() + BIG);
            channel.write(ByteBuffer.wrap(rest));
        }
    }
}
