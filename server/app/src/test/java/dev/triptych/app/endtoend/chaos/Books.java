package dev.triptych.app.endtoend.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server itself says of its calls.
 *
 * @param ends the codes that its log gives for each request id, one for each line
 * @param defects lines of the log that tell of a defect
 * @param calls calls by code, from its metrics
 * @param items items by {@code model/task}, then by reason, from its metrics
 */
public record Books(
        Map<String, List<String>> ends,
        List<String> defects,
        Map<String, Long> calls,
        Map<String, Map<String, Long>> items) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CALLS =
            Pattern.compile("triptych_grpc_calls_total\\{code=\"(\\w+)\",method=\"([^\"]+)\"\\} (\\S+)");
    private static final Pattern ITEMS = Pattern.compile(
            "triptych_items_total\\{modality=\"\\w+\",model=\"([^\"]+)\",reason=\"(\\w+)\",task=\"(\\w+)\"\\}"
                    + " (\\S+)");

    /**
     * Reads a server's books.
     *
     * @param log its log as JSON lines, with successes (DEBUG)
     * @param before its metrics before the mix
     * @param after its metrics after the mix
     */
    public static Books read(List<String> log, String before, String after) {
        Map<String, List<String>> ends = new HashMap<>();
        List<String> defects = new ArrayList<>();
        for (String text : log) {
            JsonNode line = json(text);
            if (line.path("logger").asText().equals("dev.triptych.access") && line.has("request")) {
                ends.computeIfAbsent(line.get("request").asText(), id -> new ArrayList<>())
                        .add(line.get("code").asText());
            } else if (line.isMissingNode()
                    || line.path("level").asText().equals("ERROR")
                    || line.path("level").asText().equals("WARN")) {
                defects.add(text);
            }
        }
        Map<String, Long> calls = new TreeMap<>();
        Map<String, Map<String, Long>> items = new TreeMap<>();
        count(after, 1, calls, items);
        count(before, -1, calls, items);
        return new Books(ends, defects, calls, items);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }

    private static void count(String metrics, int sign, Map<String, Long> calls, Map<String, Map<String, Long>> items) {
        Matcher call = CALLS.matcher(metrics);
        while (call.find()) {
            calls.merge(call.group(1), sign * (long) Double.parseDouble(call.group(3)), Long::sum);
        }
        Matcher item = ITEMS.matcher(metrics);
        while (item.find()) {
            items.computeIfAbsent(item.group(1) + "/" + item.group(3), key -> new TreeMap<>())
                    .merge(item.group(2), sign * (long) Double.parseDouble(item.group(4)), Long::sum);
        }
        calls.values().removeIf(count -> count == 0);
    }
}
