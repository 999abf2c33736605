package dev.triptych.app.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The books are not balanced by looking away: each way of losing, doubling or mixing up a call shows. */
final class ReckoningTest {
    private static final Map<String, Map<String, Long>> ONE_ITEM = Map.of("m/embed", Map.of("OK", 1L));

    private static Outcome outcome(Fate fate, boolean cuttable, Status.Code code, String reason) {
        Check check = new Check();
        if (code == Status.Code.OK) {
            check.good();
        }
        return new Outcome("c0", "s/M", "m/embed", fate, cuttable, code, reason, "", 1, 0, check);
    }

    private static Outcome answered() {
        return outcome(Fate.PLAIN, false, Status.Code.OK, "");
    }

    private static Books books(List<String> ends, Map<String, Long> calls, Map<String, Map<String, Long>> items) {
        return new Books(Map.of("c0", ends), List.of(), calls, items);
    }

    private static List<String> faults(Outcome outcome, Books books) {
        return Reckoning.serving(1, List.of(outcome), books).faults();
    }

    @Test
    void answeredCallThatTheServerCountedOnce_balances() {
        assertThat(faults(answered(), books(List.of("OK"), Map.of("OK", 1L), ONE_ITEM)))
                .isEmpty();
    }

    @Test
    void callThatNeverEnds_isLost() {
        assertThat(Reckoning.serving(2, List.of(answered()), books(List.of("OK"), Map.of("OK", 1L), ONE_ITEM))
                        .faults())
                .containsExactly("2 calls were sent, 1 ended");
    }

    @Test
    void secondEndAtTheServer_isDoubled() {
        assertThat(faults(answered(), books(List.of("OK", "CANCELLED"), Map.of("OK", 1L, "CANCELLED", 1L), ONE_ITEM)))
                .singleElement()
                .asString()
                .contains("ended at the server as [OK, CANCELLED]");
    }

    @Test
    void answerThatTheServerDoesNotHave_isAFault() {
        assertThat(faults(answered(), books(List.of("CANCELLED"), Map.of("CANCELLED", 1L), ONE_ITEM)))
                .singleElement()
                .asString()
                .contains("which has it as CANCELLED");
    }

    @Test
    void metricThatDisagreesWithTheLog_isAFault() {
        assertThat(faults(answered(), books(List.of("OK"), Map.of("OK", 2L), ONE_ITEM)))
                .singleElement()
                .asString()
                .contains("its metrics have {OK=2}");
    }

    @Test
    void itemThatTheServerDidNotCount_isAFault() {
        assertThat(faults(answered(), books(List.of("OK"), Map.of("OK", 1L), Map.of())))
                .singleElement()
                .asString()
                .contains("the server counts items {}");
    }

    @Test
    void itemThatTheServerCountedTwice_isAFault() {
        Map<String, Map<String, Long>> two = Map.of("m/embed", Map.of("OK", 2L));
        assertThat(faults(answered(), books(List.of("OK"), Map.of("OK", 1L), two)))
                .singleElement()
                .asString()
                .contains("the server counts items {OK=2}");
    }

    @Test
    void statusThatNothingExplains_isAFault() {
        Outcome gone = outcome(Fate.PLAIN, false, Status.Code.UNAVAILABLE, "");
        assertThat(faults(gone, new Books(Map.of(), List.of(), Map.of(), Map.of())))
                .singleElement()
                .asString()
                .contains("may not end so");

        Outcome cut = outcome(Fate.PLAIN, true, Status.Code.UNAVAILABLE, "");
        assertThat(faults(cut, new Books(Map.of(), List.of(), Map.of(), Map.of())))
                .isEmpty();
    }

    @Test
    void callTakenInAndNotAnswered_isAFaultInADrain() {
        Outcome gone = outcome(Fate.PLAIN, false, Status.Code.UNAVAILABLE, "");

        assertThat(Reckoning.draining(1, List.of(gone), new Books(Map.of(), List.of(), Map.of(), Map.of()))
                        .faults())
                .isEmpty();
        assertThat(Reckoning.draining(1, List.of(gone), books(List.of("OK"), Map.of(), Map.of()))
                        .faults())
                .hasSize(1);
    }

    @Test
    void lineOfADefect_isAFault() {
        Books books = Books.read(List.of("{\"level\":\"ERROR\",\"logger\":\"x\",\"message\":\"boom\"}"), "", "");

        assertThat(Reckoning.draining(0, List.of(), books).faults()).hasSize(1);
    }
}
