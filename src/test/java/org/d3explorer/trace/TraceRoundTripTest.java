package org.d3explorer.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceRoundTripTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomTracesComeBackEqualFromEveryFormatThatCanBeRead(long seed) throws IOException {
        var traces = new RandomTraces(seed);
        for (int i = 0; i < 25; i++) {
            Trace trace = traces.any();
            Path json = folder.resolve(i + ".json");
            try (var out = Files.newOutputStream(json)) {
                TraceWriter.writeJson(trace, out);
            }
            assertThat(TraceReader.read(json)).isEqualTo(trace);

            Path compressed = folder.resolve(i + ".json.gz");
            TraceRecorder.save(trace, compressed);
            assertThat(TraceReader.read(compressed)).isEqualTo(trace);

            Path lines = folder.resolve(i + ".jsonl");
            try (var out = Files.newOutputStream(lines)) {
                TraceWriter.writeJsonLines(trace, out);
            }
            assertThat(TraceReader.read(lines)).isEqualTo(trace);
        }
    }

    @Test
    void writtenTracesFollowTheSchema() throws IOException {
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(TraceFormat.class.getResourceAsStream(TraceFormat.SCHEMA_RESOURCE));
        var traces = new RandomTraces(5);
        for (int i = 0; i < 25; i++) {
            var out = new ByteArrayOutputStream();
            TraceWriter.writeJson(traces.any(), out);
            assertThat(schema.validate(out.toString(java.nio.charset.StandardCharsets.UTF_8), InputFormat.JSON))
                    .isEmpty();
        }
    }

    @Test
    void theSchemaRefusesWhatTheReaderRefuses() throws IOException {
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(TraceFormat.class.getResourceAsStream(TraceFormat.SCHEMA_RESOURCE));
        var out = new ByteArrayOutputStream();
        TraceWriter.writeJson(new RandomTraces(6).typical(3), out);
        var mapper = new ObjectMapper();
        for (var broken : MalformedTraces.againstSchema()) {
            var node = mapper.readTree(out.toByteArray());
            broken.change().accept((com.fasterxml.jackson.databind.node.ObjectNode) node);
            assertThat(schema.validate(node)).as(broken.name()).isNotEmpty();
        }
    }

    @Test
    void aTokenTakesAtMost400BytesWithCandidatesAndReference() throws IOException {
        int tokens = 2_000;
        var out = new ByteArrayOutputStream();
        TraceWriter.writeCompressed(new RandomTraces(8).fullDepth(tokens), out);
        assertThat(out.size() / (double) tokens).isLessThanOrEqualTo(400);
    }

    @Test
    void aListingIsReadWithoutTheTokens() throws IOException {
        Trace trace = new RandomTraces(9).typical(50);
        Path file = folder.resolve("run.json");
        try (var out = Files.newOutputStream(file)) {
            TraceWriter.writeJson(trace, out);
        }
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.indexOf("\"branches\":[") + 12));
        var listing = TraceReader.readListing(file);
        assertThat(listing.header()).isEqualTo(trace.header());
        assertThat(listing.summary()).isEqualTo(TraceSummary.of(trace));
    }

    @Test
    void aPathThroughTheTreeHoldsTheAncestorsUpToEachFork() {
        var traces = new RandomTraces(10);
        for (int i = 0; i < 50; i++) {
            Trace trace = traces.any();
            for (Branch branch : trace.branches()) {
                Trace path = trace.path(branch.id());
                for (int t = 0; t < path.tokens().size(); t++) {
                    assertThat(path.tokens().get(t).index()).isEqualTo(t);
                }
                assertThat(path.tokens()).endsWith(branch.tokens().toArray(new TokenRecord[0]));
                assertThat(path.tokens().size())
                        .isEqualTo(branch.firstIndex() + branch.tokens().size());
            }
        }
    }
}
