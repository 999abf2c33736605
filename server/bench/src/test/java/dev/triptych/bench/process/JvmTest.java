package dev.triptych.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JvmTest {
    @Test
    void dump_hasEachThreadsAllocation() {
        String dump = """
                "main" #1 prio=5 os_prio=0 cpu=136.49ms elapsed=0.30s allocated=1072K defined_classes=27 tid=0x1 nid=0x2 runnable
                   java.lang.Thread.State: RUNNABLE
                "lane-0" #23 daemon prio=5 os_prio=0 cpu=1.0ms elapsed=0.2s allocated=3B defined_classes=0 tid=0x3 nid=0x4
                "GC Thread#0" os_prio=0 cpu=5.02ms elapsed=0.30s tid=0x5 nid=0x6 runnable
                """;
        assertThat(Jvm.allocations(dump)).containsOnlyKeys("1", "23").containsEntry("1", 1072 * 1024.0);
    }

    @Test
    void heapInfo_hasWhatIsUsed() {
        assertThat(Jvm.used("123:\n garbage-first heap   total 65536K, used 2048K [0x1, 0x2)\n"))
                .isEqualTo(2048 * 1024);
        assertThatThrownBy(() -> Jvm.used("nothing")).hasMessageContaining("no heap");
    }
}
