package dev.triptych.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.load.Answer;
import dev.triptych.load.Tally;
import dev.triptych.load.Trouble;
import dev.triptych.load.Window;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void csv_hasALineForEachLevel_withAllColumns() {
        List<String> lines = CsvReport.text(List.of(measured(Level.rate(0.5), 10), measured(Level.concurrency(16), 20)))
                .lines()
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines).allMatch(line -> line.split(",").length == 19);
        assertThat(lines.get(1)).startsWith("rate,0.5,100.000,100.000,10.00").contains(",101,100,1,0,0,");
        assertThat(lines.get(2)).startsWith("concurrency,16,");
    }

    @Test
    void plot_ofOneLevel_hasOneChart() throws Exception {
        Document svg = parse(Plot.svg("a <b> & c", List.of(measured(Level.rate(40), 10))));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(1);
        assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("a <b> & c");
    }

    @Test
    void plot_ofLevels_addsLatencyAndThroughput_insideThePicture() throws Exception {
        Document svg = parse(Plot.svg(
                "title",
                List.of(measured(Level.rate(10), 1), measured(Level.rate(20), 3), measured(Level.rate(40), 77))));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(3 + 2 + 2);
        double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
        for (int i = 0; i < 7; i++) {
            Element line = (Element) svg.getElementsByTagName("polyline").item(i);
            for (String point : line.getAttribute("points").split(" ")) {
                assertThat(Double.parseDouble(point.split(",")[0])).isBetween(0.0, 720.0);
                assertThat(Double.parseDouble(point.split(",")[1])).isBetween(0.0, height);
            }
        }
    }

    @Test
    void plot_ofNoAnswers_isDrawnAllTheSame() throws Exception {
        Tally none = new Tally(new Window(0, SECOND));
        Document svg = parse(Plot.svg("none", List.of(new Measured(Level.rate(1), none.figures()))));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(1);
    }

    private static Measured measured(Level level, int millis) {
        Tally tally = new Tally(new Window(0, SECOND));
        for (int i = 0; i < 100; i++) {
            tally.count(SECOND / 2, SECOND / 2 + millis * 1_000_000L, Answer.of(1));
        }
        tally.count(0, 1, Answer.failed(1, new Trouble(Trouble.Kind.REFUSED, "QUEUE_FULL")));
        return new Measured(level, tally.figures());
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
