package dev.triptych.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.load.Figures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void rounds_alternate_andComparePerRound() throws Exception {
        List<String> order = new ArrayList<>();
        List<Double> bare = new ArrayList<>(List.of(100.0, 50.0, 80.0));
        List<Double> server = new ArrayList<>(List.of(90.0, 48.0, 80.0));
        Rounds rounds = new Rounds()
                .add("bare", () -> measure("bare", bare, order))
                .add("server", () -> measure("server", server, order));
        rounds.run(3, new PrintWriter(new StringWriter()));
        assertThat(order).containsExactly("bare", "server", "server", "bare", "bare", "server");
        // Of the medians alone the ratio would be 1; of the rounds it is 0.9, 0.96 and 1.
        assertThat(rounds.table().toString())
                .contains("| server | 80.00 (48.00 to 90.00) | 0.960 (0.900 to 1.000) |")
                .contains("| bare | 80.00 (50.00 to 100.00) | 1.000 (1.000 to 1.000) |");
    }

    private static Figures measure(String name, List<Double> rates, List<String> order) {
        order.add(name);
        Histogram none = new Histogram(3);
        double items = rates.remove(0);
        return new Figures(items, items, 0, Map.of(), Map.of(), 1, none, none, none);
    }

    @Test
    void spread_ofAnEvenNumber_hasTheMeanOfTheMiddle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
    }
}
