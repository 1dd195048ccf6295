package org.d3explorer.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Chrome trace events as a viewer does, by the published format: on each thread complete events nest, timestamps never
 * go back, every thread with events has a name. Times are compared exactly.
 */
final class ChromeTraceCheck {
    private final Map<String, Deque<BigDecimal>> openEnds = new HashMap<>();
    private final Map<String, BigDecimal> latest = new HashMap<>();
    private final Map<String, Integer> depths = new HashMap<>();
    private final List<String> named = new ArrayList<>();
    private int deepest;

    /** Returns how deep events nest at most. */
    static int check(Path file) throws IOException {
        var mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        var root = mapper.readTree(file.toFile());
        var check = new ChromeTraceCheck();
        assertThat(root.get("traceEvents").isArray()).isTrue();
        root.get("traceEvents").forEach(check::event);
        assertThat(check.named).containsAll(check.depths.keySet());
        return check.deepest;
    }

    private void event(JsonNode event) {
        assertThat(event.get("pid").isIntegralNumber()).isTrue();
        assertThat(event.get("name").textValue()).isNotEmpty();
        switch (event.get("ph").textValue()) {
            case "M" -> {
                if (event.get("name").textValue().equals("thread_name")) {
                    named.add(thread(event));
                    assertThat(event.get("args").get("name").textValue()).isNotEmpty();
                }
            }
            case "C" -> {
                inOrder(event.get("pid") + " " + event.get("name"), event);
                assertThat(event.get("args").get(event.get("name").textValue()).isNumber())
                        .isTrue();
            }
            case "X" -> complete(event);
            default -> throw new AssertionError("unexpected phase in " + event);
        }
    }

    private static String thread(JsonNode event) {
        return event.get("pid") + " " + event.get("tid");
    }

    private BigDecimal inOrder(String track, JsonNode event) {
        var at = event.get("ts").decimalValue();
        assertThat(at).isNotNegative();
        var before = latest.put(track, at);
        if (before != null) {
            assertThat(at).as("%s", event).isGreaterThanOrEqualTo(before);
        }
        return at;
    }

    private void complete(JsonNode event) {
        var thread = thread(event);
        var begin = inOrder(thread, event);
        var end = begin.add(event.get("dur").decimalValue());
        assertThat(end).isGreaterThanOrEqualTo(begin);
        var open = openEnds.computeIfAbsent(thread, first -> new ArrayDeque<>());
        while (!open.isEmpty() && open.peek().compareTo(begin) <= 0) {
            open.pop();
        }
        if (!open.isEmpty()) {
            assertThat(end).as("%s ends within what it lies in", event).isLessThanOrEqualTo(open.peek());
        }
        open.push(end);
        depths.merge(thread, open.size(), Math::max);
        deepest = Math.max(deepest, open.size());
    }
}
