package org.d3explorer.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No text is missing, none is left over. */
class TextsTest {
    private static final Pattern ASKED_FOR = Pattern.compile("Texts\\.(?:get|format)\\(\\s*\"([^\"]+)\"\\s*[,)]");
    private static final Pattern IN_FXML = Pattern.compile("\"%([^\"]+)\"");
    private static final Pattern LITERAL = Pattern.compile("\"([A-Za-z0-9.]+)\"");

    @Test
    void everyTextAskedForExists() throws IOException {
        var asked = new TreeSet<String>();
        collect(ASKED_FOR, sources("src/main/java", ".java"), asked);
        collect(IN_FXML, sources("src/main/resources", ".fxml"), asked);
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(key ->
                        assertThat(Texts.bundle().containsKey(key)).as(key).isTrue());
    }

    @Test
    void everyTextIsAskedFor() throws IOException {
        var literals = new TreeSet<String>();
        collect(LITERAL, sources("src/main/java", ".java"), literals);
        collect(IN_FXML, sources("src/main/resources", ".fxml"), literals);
        var prefixes = literals.stream().filter(key -> key.endsWith(".")).toList();
        assertThat(Texts.bundle().keySet()).allSatisfy(key -> assertThat(literals.contains(key)
                        || literals.contains(key.replaceAll("\\.(tip|hint)$", ""))
                        || key.startsWith("status.")
                        || prefixes.stream().anyMatch(key::startsWith))
                .as(key)
                .isTrue());
    }

    @Test
    void aCountedWordStandsInTheNumberOfItsCount() {
        assertThat(Texts.format("compare.name.constant", "5 {a|b}", 1)).isEqualTo("5 {a|b}, 1 layer");
        assertThat(Texts.format("compare.name.constant", "Constant", 12)).isEqualTo("Constant, 12 layers");
        assertThat(Texts.format("traces.place", 1, 1, "0.10", "0.10")).isEqualTo("1 of 1 token  ·  0.10 of 0.10 s");
        assertThat(Texts.format("run.model.facts", 1, "int4", "CPU", 2)).isEqualTo("1 layer · int4 · CPU × 2 threads");
    }

    private static void collect(Pattern pattern, String text, Set<String> into) {
        pattern.matcher(text).results().forEach(match -> into.add(match.group(1)));
    }

    private static String sources(String folder, String suffix) throws IOException {
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .map(TextsTest::content)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
