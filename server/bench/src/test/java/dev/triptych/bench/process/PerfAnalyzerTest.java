package dev.triptych.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.bench.process.PerfAnalyzer.Found;
import org.junit.jupiter.api.Test;

class PerfAnalyzerTest {
    @Test
    void report_isReadByItsColumns() {
        assertThat(PerfAnalyzer.parse(
                        "Concurrency,Inferences/Second,Client Send,p50 latency,p90 latency,p95 latency,p99 latency",
                        "16,15000.5,10,900,1100,1200,1900"))
                .isEqualTo(new Found(15000.5, 900, 1100, 1900));
    }

    @Test
    void reportOfAnotherKind_isRefused() {
        assertThatThrownBy(() -> PerfAnalyzer.parse("a,b", "1,2")).hasMessageContaining("Inferences/Second");
    }
}
