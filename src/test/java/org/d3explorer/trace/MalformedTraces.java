package org.d3explorer.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/** Changes that turn a good trace document into a bad one, with what the error must name. */
final class MalformedTraces {
    private MalformedTraces() {}

    /**
     * One change.
     *
     * @param name of the test case
     * @param change of a typical trace of three tokens
     * @param field that the error names
     */
    record Case(String name, Consumer<ObjectNode> change, String field) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Changes that a JSON Schema can see. */
    static List<Case> againstSchema() {
        return List.of(
                new Case("another format", t -> t.put("format", "other"), "/format"),
                new Case("a future schema", t -> t.put("schema_version", 2), "/schema_version"),
                new Case("schema 0", t -> t.put("schema_version", 0), "/schema_version"),
                new Case("a fractional schema", t -> t.put("schema_version", 1.5), "/schema_version"),
                new Case("no header", t -> t.remove("header"), "/header"),
                new Case("no summary", t -> t.remove("summary"), "/summary"),
                new Case("no branches", t -> t.remove("branches"), "/branches"),
                new Case("branches as an object", t -> t.putObject("branches"), "/branches"),
                new Case("no branch", t -> t.putArray("branches"), "/branches"),
                new Case("an unknown field", t -> t.put("more", 1), "/more"),
                new Case("an unknown header field", t -> header(t).put("more", 1), "/header/more"),
                new Case("no layers", t -> header(t).put("layers", 0), "/header/layers"),
                new Case("layers beyond reason", t -> header(t).put("layers", 1 << 30), "/header/layers"),
                new Case("layers as a text", t -> header(t).put("layers", "30"), "/header/layers"),
                new Case("an empty prompt", t -> header(t).putArray("prompt_ids"), "/header/prompt_ids"),
                new Case("a short hash", t -> header(t).put("manifest_sha256", "ab"), "/header/manifest_sha256"),
                new Case(
                        "another generator",
                        t -> object(header(t), "sampling").put("generator", "other"),
                        "/header/sampling/generator"),
                new Case("top-p above 1", t -> object(header(t), "sampling").put("top_p", 1.5), "/header/sampling"),
                new Case("a negative id", t -> token(t, 1).put("id", -1), "/branches/0/tokens/1/id"),
                new Case("no nll", t -> token(t, 1).remove("nll"), "/branches/0/tokens/1/nll"),
                new Case("nll as a text", t -> token(t, 1).put("nll", "NaN"), "/branches/0/tokens/1/nll"),
                new Case("nll null", t -> token(t, 1).putNull("nll"), "/branches/0/tokens/1/nll"),
                new Case("layers not hexadecimal", t -> token(t, 1).put("executed", "xyz"), "tokens/1/executed"),
                new Case("a negative time", t -> token(t, 2).put("head_ns", -5), "/branches/0/tokens/2/head_ns"),
                new Case(
                        "a negative layer time",
                        t -> array(token(t, 2), "layers_ns").set(3, -5),
                        "/branches/0/tokens/2/layers_ns/3"),
                new Case(
                        "a candidate without probability",
                        t -> array(token(t, 0), "candidates")
                                .set(0, header(t).arrayNode().add(3)),
                        "/branches/0/tokens/0/candidates/0"),
                new Case("an unknown end", t -> branch(t).put("end_reason", "bored"), "/branches/0/end_reason"),
                new Case(
                        "an unknown schedule",
                        t -> object(change(t), "schedule").put("kind", "cubic"),
                        "/branches/0/changes/0/schedule/kind"),
                new Case(
                        "alpha above 1",
                        t -> object(change(t), "schedule").put("alpha", 1.01),
                        "/branches/0/changes/0"),
                new Case("an unknown policy", t -> change(t).put("kv_policy", "guess"), "changes/0/kv_policy"));
    }

    /** Changes that only reading can see. */
    static List<Case> againstOneAnother() {
        return List.of(
                new Case("an id outside the vocabulary", t -> token(t, 1).put("id", 49_152), "tokens/1/id"),
                new Case(
                        "a prompt id outside the vocabulary",
                        t -> array(header(t), "prompt_ids").set(0, 49_152),
                        "/header/prompt_ids/0"),
                new Case(
                        "a candidate outside the vocabulary",
                        t -> ((ArrayNode) array(token(t, 1), "candidates").get(0)).set(0, 49_152),
                        "tokens/1/candidates/0/0"),
                new Case(
                        "a rank outside the vocabulary",
                        t -> ((ObjectNode) array(branch(t), "references").get(0)).put("rank", 49_152),
                        "references/0/rank"),
                new Case("a time too few", t -> array(token(t, 1), "layers_ns").remove(0), "tokens/1/layers_ns"),
                new Case("a time too many", t -> array(token(t, 1), "layers_ns").add(7), "tokens/1/layers_ns"),
                new Case("another depth", t -> token(t, 1).put("depth", 29), "tokens/1/depth"),
                new Case("a layer beyond the last", t -> token(t, 1).put("executed", "7fffffff"), "tokens/1/executed"),
                new Case("a token left out", t -> array(branch(t), "tokens").remove(1), "/branches/0/tokens/1"),
                new Case("a token too few", t -> array(branch(t), "tokens").remove(2), "/branches/0/references/2"),
                new Case("another position", t -> token(t, 1).put("position", 0), "tokens/1/position"),
                new Case("a summary of another run", t -> object(t, "summary").put("tokens", 4), "/summary"),
                new Case(
                        "a reference before the first token",
                        t -> ((ObjectNode) array(branch(t), "references").get(1)).put("index", 0),
                        "/branches/0/references/1"),
                new Case(
                        "a reference pass beyond the last token",
                        t -> ((ObjectNode) array(branch(t), "passes").get(0)).put("tokens", 9),
                        "/branches/0/passes/0"),
                new Case("no configuration", t -> branch(t).putArray("changes"), "/branches/0/tokens/0"),
                new Case("a late first configuration", t -> change(t).put("index", 1), "/branches/0/changes/0"),
                new Case(
                        "a layer twice in the order",
                        t -> array(object(change(t), "order"), "layers")
                                .set(0, 5)
                                .set(1, 5),
                        "/branches/0/changes/0"),
                new Case("a root with a parent", t -> fork(branch(t), 0), "/branches/0"),
                new Case(
                        "a second root", t -> array(t, "branches").add(branch(t).deepCopy()), "/branches/1"),
                new Case(
                        "a branch of an unknown parent",
                        t -> {
                            ObjectNode other = branch(t).deepCopy();
                            other.put("id", 2);
                            fork(other, 1);
                            array(t, "branches").add(other);
                        },
                        "/branches/1"),
                new Case(
                        "a failure without failing",
                        t -> branch(t).put("end_reason", "stopped").put("failure", "x"),
                        "/branches/0"));
    }

    private static void fork(ObjectNode branch, int parent) {
        JsonNode tokens = branch.get("tokens");
        branch.remove("tokens");
        branch.putObject("fork").put("parent", parent).put("index", 0).put("reason", "depth");
        branch.set("tokens", tokens);
        for (String later : List.of("changes", "references", "passes")) {
            JsonNode value = branch.remove(later);
            branch.set(later, value);
        }
    }

    private static ObjectNode header(ObjectNode trace) {
        return object(trace, "header");
    }

    private static ObjectNode branch(ObjectNode trace) {
        return (ObjectNode) trace.get("branches").get(0);
    }

    private static ObjectNode change(ObjectNode trace) {
        return (ObjectNode) branch(trace).get("changes").get(0);
    }

    private static ObjectNode token(ObjectNode trace, int i) {
        return (ObjectNode) branch(trace).get("tokens").get(i);
    }

    private static ObjectNode object(ObjectNode parent, String field) {
        return (ObjectNode) parent.get(field);
    }

    private static ArrayNode array(ObjectNode parent, String field) {
        return (ArrayNode) parent.get(field);
    }
}
