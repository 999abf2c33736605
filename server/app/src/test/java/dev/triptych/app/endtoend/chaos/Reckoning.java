package dev.triptych.app.endtoend.chaos;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds the callers' books against the server's, call by call.
 *
 * <p>Each call has one terminal status at its caller. At the server it has one too, or none when the server never saw it;
 * never seen may be only what ended by the caller's own doing or on a cut connection. What the server answered, it must
 * have counted so. Items whose answer arrived must be among those that it counted, and it may have worked in vain only for
 * calls whose answer did not arrive. Used by one thread.
 */
public final class Reckoning {
    private static final String UNSEEN = "(never seen)";

    private static final Set<String> DEFECTS = Set.of("INTERNAL", "UNKNOWN", "DATA_LOSS");

    private final Collection<Outcome> outcomes;
    private final Books books;
    private final boolean draining;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Map<String, Integer>> table = new TreeMap<>();

    private Reckoning(int sent, Collection<Outcome> outcomes, Books books, boolean draining) {
        this.outcomes = outcomes;
        this.books = books;
        this.draining = draining;
        if (outcomes.size() != sent) {
            faults.add(sent + " calls were sent, " + outcomes.size() + " ended");
        }
        outcomes.forEach(this::reckon);
        books.defects().forEach(line -> faults.add("the log says: " + line));
    }

    /** The reckoning of a server that served to the end. */
    public static Reckoning serving(int sent, Collection<Outcome> outcomes, Books books) {
        Reckoning reckoning = new Reckoning(sent, outcomes, books, false);
        reckoning.total();
        reckoning.items();
        return reckoning;
    }

    /**
     * The reckoning of a server that drained meanwhile, by its log alone: what it took in is answered, and the rest is
     * turned away or never seen.
     */
    public static Reckoning draining(int sent, Collection<Outcome> outcomes, Books books) {
        return new Reckoning(sent, outcomes, books, true);
    }

    /** What does not balance, in words; empty when all does. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** How many calls ended so at their callers. */
    public long ended(Status.Code code) {
        return outcomes.stream().filter(outcome -> outcome.code() == code).count();
    }

    private void reckon(Outcome outcome) {
        outcome.check().faults().forEach(what -> fault(outcome, what));
        List<String> ends = books.ends().getOrDefault(outcome.id(), List.of());
        if (ends.size() > 1) {
            fault(outcome, "ended at the server as " + ends);
        }
        String end = ends.isEmpty() ? UNSEEN : ends.get(0);
        table.computeIfAbsent(end, key -> new TreeMap<>()).merge(outcome.code().name(), 1, Integer::sum);
        if (outcome.byServer() && !end.equals(outcome.code().name())) {
            fault(outcome, "answered by the server, which has it as " + end);
        }
        if (!(draining ? allowedInDrain(outcome, end) : allowed(outcome)) || DEFECTS.contains(end)) {
            fault(outcome, "may not end so; at the server: " + end);
        }
    }

    /** Whether a call may end so, given what was done to it. */
    private static boolean allowed(Outcome outcome) {
        boolean refused = !outcome.reason().isEmpty();
        return switch (outcome.code()) {
            case OK -> true;
            case CANCELLED -> outcome.fate() == Fate.CANCELLED;
            case DEADLINE_EXCEEDED -> outcome.fate() == Fate.HURRIED;
            case INVALID_ARGUMENT -> outcome.fate() == Fate.SPOILT && refused;
            // A short deadline may also be refused at once, for the queue before it.
            case UNAVAILABLE -> refused ? outcome.fate() == Fate.HURRIED : outcome.cuttable();
            // What gRPC's client makes of a connection that breaks while it writes.
            case UNKNOWN -> !refused && outcome.cuttable();
            default -> false;
        };
    }

    private static boolean allowedInDrain(Outcome outcome, String end) {
        return switch (outcome.code()) {
            case OK -> true;
            case UNAVAILABLE ->
                outcome.reason().isEmpty()
                        ? end.equals(UNSEEN)
                        : outcome.reason().equals("DRAINING");
            default -> false;
        };
    }

    /** The log has a line for each call that the metrics count. */
    private void total() {
        Map<String, Long> logged = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            books.ends().getOrDefault(outcome.id(), List.of()).forEach(code -> logged.merge(code, 1L, Long::sum));
        }
        if (!logged.equals(books.calls())) {
            faults.add("the server's log has " + logged + ", its metrics have " + books.calls());
        }
    }

    private void items() {
        Set<String> all = new TreeSet<>(books.items().keySet());
        outcomes.forEach(outcome -> all.add(outcome.series()));
        for (String series : all) {
            List<Outcome> own = outcomes.stream()
                    .filter(outcome -> outcome.series().equals(series))
                    .toList();
            Map<String, Long> counted = books.items().getOrDefault(series, Map.of());
            long answered = own.stream().mapToLong(o -> o.check().goodItems()).sum();
            long refused = own.stream().mapToLong(o -> o.check().refusedItems()).sum();
            long lost = own.stream().mapToLong(Reckoning::unanswered).sum();
            long made = own.stream().mapToLong(Outcome::made).sum();
            long ok = counted.getOrDefault("OK", 0L);
            long atServer = counted.values().stream().mapToLong(Long::longValue).sum();
            long most = answered + lost + made;
            if (ok < answered || ok > most || atServer < answered || atServer > most + refused) {
                faults.add(series + ": the server counts items " + counted + "; callers have " + answered
                        + " answered, " + refused + " refused, " + lost + " without an answer");
            }
        }
    }

    private static int unanswered(Outcome outcome) {
        return outcome.items() - outcome.check().goodItems() - outcome.check().refusedItems();
    }

    private void fault(Outcome outcome, String what) {
        faults.add(
                outcome.id() + " " + outcome.method() + " " + outcome.fate() + (outcome.cuttable() ? " cuttable " : " ")
                        + outcome.code() + " " + outcome.reason() + " " + outcome.said() + ": " + what);
    }

    /** The calls by how they ended at the server and at their callers, as a table in Markdown. */
    public String markdown() {
        List<String> codes = outcomes.stream()
                .map(outcome -> outcome.code().name())
                .distinct()
                .sorted()
                .toList();
        StringBuilder text = new StringBuilder("| at the server \\ at the caller | ")
                .append(String.join(" | ", codes))
                .append(" | sum |\n|---|")
                .append("---|".repeat(codes.size() + 1))
                .append('\n');
        table.forEach((end, row) -> {
            text.append("| ").append(end);
            codes.forEach(code -> text.append(" | ").append(row.getOrDefault(code, 0)));
            text.append(" | ")
                    .append(row.values().stream().mapToInt(Integer::intValue).sum())
                    .append(" |\n");
        });
        text.append("| sum");
        codes.forEach(code -> text.append(" | ").append(ended(Status.Code.valueOf(code))));
        return text.append(" | ").append(outcomes.size()).append(" |\n").toString();
    }
}
