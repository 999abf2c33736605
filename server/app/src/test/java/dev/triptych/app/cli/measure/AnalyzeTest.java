package dev.triptych.app.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.load.Answer;
import dev.triptych.load.LoadException;
import dev.triptych.load.Tally;
import dev.triptych.load.Trouble;
import dev.triptych.load.Window;
import dev.triptych.load.report.Level;
import dev.triptych.load.report.Measured;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class AnalyzeTest {
    private static final long SECOND = 1_000_000_000;
    private static final BoundSearch SEARCH = new BoundSearch(Duration.ofMillis(15));

    /** As a queue behaves: the wait grows without bound towards the capacity. */
    private static Measured queue(Level level) {
        double busy = level.value() / 100;
        return measured(level, busy >= 1 ? 60_000 : (int) Math.round(5 / (1 - busy)), 0);
    }

    private static Measured measured(Level level, int millis, int refused) {
        Tally tally = new Tally(new Window(0, 100 * SECOND));
        for (int i = 0; i < 100; i++) {
            tally.count(10 * SECOND, 10 * SECOND + millis * 1_000_000L, Answer.of(1));
        }
        for (int i = 0; i < refused; i++) {
            tally.count(1, 2, Answer.failed(1, new Trouble(Trouble.Kind.REFUSED, "QUEUE_FULL")));
        }
        return new Measured(level, tally.figures());
    }

    @Test
    void search_findsTheHighestRateThatKeepsTheBound() throws Exception {
        List<Double> tried = new ArrayList<>();
        Optional<Measured> found = SEARCH.run(100, level -> {
            tried.add(level.value());
            return queue(level);
        });
        // 5 / (1 - r / 100) = 15 at 66.7.
        assertThat(tried).containsExactly(50.0, 75.0, 62.5, 68.8);
        assertThat(found.orElseThrow().level().value()).isEqualTo(62.5);
    }

    @Test
    void search_withoutAnyRate_findsNone() throws Exception {
        assertThat(SEARCH.run(100, level -> measured(level, 16, 0))).isEmpty();
    }

    @Test
    void bound_isNotKept_byShedding() throws LoadException {
        assertThat(SEARCH.kept(measured(Level.rate(1), 1, 1).figures())).isTrue();
        assertThat(SEARCH.kept(measured(Level.rate(1), 1, 2).figures())).isFalse();
    }

    @Test
    void best_hasTheHighestRateInBound_thenTheShortestTimeAlone_orTheMost() {
        Finding quick = finding("latency", 5, 1, Optional.empty());
        Finding many = finding("throughput", 9, 9, Optional.empty());
        Finding kept = finding("throughput", 9, 2, Optional.of(measured(Level.rate(3), 3, 0)));
        assertThat(Finding.best(List.of(quick, many, kept), true)).isEqualTo(kept);
        assertThat(Finding.best(List.of(many, quick), true)).isEqualTo(quick);
        assertThat(Finding.best(List.of(quick, many), false).choice().mode()).isEqualTo("throughput");
    }

    @Test
    void report_saysWhatToUse() {
        Finding kept = finding("latency", 5, 1, Optional.of(measured(Level.rate(3), 3, 0)));
        AnalyzeReport report = new AnalyzeReport(List.of(kept), Duration.ofMillis(15), List.of("clip=models/clip"));
        StringWriter out = new StringWriter();
        report.table(new PrintWriter(out));
        assertThat(out.toString())
                .contains("p99 within 15.00 ms: latency, 2 decode lanes")
                .contains("bin/triptych serve --models clip=models/clip --device-mode latency --decode-lanes 2")
                .contains("  device-mode: latency")
                .contains("  decode-lanes: 2");
        assertThat(report.json()).contains("\"within_bound\":true");
    }

    @Test
    void report_whenNothingKeepsTheBound_saysSo() {
        Finding none = finding("latency", 50, 1, Optional.empty());
        StringWriter out = new StringWriter();
        new AnalyzeReport(List.of(none), Duration.ofMillis(15), List.of("a")).table(new PrintWriter(out));
        assertThat(out.toString()).contains("No configuration keeps p99 within 15.00 ms");
    }

    @Test
    void forecast_guesses_thenMeasures() {
        AtomicLong clock = new AtomicLong();
        Forecast forecast = new Forecast(4, Duration.ofSeconds(10), clock::get);
        assertThat(forecast.left(0)).isEqualTo(Duration.ofSeconds(40));
        clock.set(20 * SECOND);
        assertThat(forecast.left(1)).isEqualTo(Duration.ofSeconds(60));
        assertThat(Times.words(forecast.left(1))).isEqualTo("1 min 0 s");
    }

    @Test
    void lanes_worthTrying_haveNoDoubles() {
        assertThat(ServeChoice.lanesWorthTrying(1)).containsExactly(1);
        assertThat(ServeChoice.lanesWorthTrying(2)).containsExactly(1, 2);
        assertThat(ServeChoice.lanesWorthTrying(16)).containsExactly(1, 8, 15, 16);
    }

    @Test
    void variations_changeOneThingEach_andSayWhich() {
        List<ServeChoice> some = new ServeChoice("latency", 2, 0, 0).variations(List.of(0, 4), List.of(1));
        assertThat(some)
                .extracting(ServeChoice::toString)
                .containsExactly("latency, 2 decode lanes, batches of 4", "latency, 2 decode lanes, 1 core");
        assertThat(some.get(0).flags())
                .containsExactly("--device-mode", "latency", "--decode-lanes", "2", "--max-batch", "4");
        assertThat(some.get(1).yaml()).containsExactly("device-mode: latency", "decode-lanes: 2", "device-cores: 1");
    }

    @Test
    void times_areReadWithTheirUnits() {
        Times times = new Times();
        assertThat(times.convert("15ms")).isEqualTo(Duration.ofMillis(15));
        assertThat(times.convert("1.5s")).isEqualTo(Duration.ofMillis(1500));
        assertThat(times.convert("2m")).isEqualTo(Duration.ofMinutes(2));
        for (String wrong : List.of("15", "ms", "-1s", "1e3s", "")) {
            assertThatThrownBy(() -> times.convert(wrong)).isInstanceOf(TypeConversionException.class);
        }
    }

    private static Finding finding(String mode, int millis, int most, Optional<Measured> bounded) {
        Measured many = measured(Level.concurrency(most), 1, 0);
        return new Finding(
                new ServeChoice(mode, 2, 0, 0),
                measured(Level.concurrency(1), millis, 0),
                most == 9 ? doubled(many) : many,
                bounded);
    }

    private static Measured doubled(Measured one) {
        Tally tally = new Tally(new Window(0, SECOND));
        for (int i = 0; i < 1000; i++) {
            tally.count(0, 1, Answer.of(1));
        }
        return new Measured(one.level(), tally.figures());
    }
}
