package org.d3explorer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsStoreTest {
    private static final Setting<Double> LIMIT = Setting.ofRange("limit", 0.5, 0, 10);
    private static final Setting<Boolean> FLAG = Setting.of("flag", true);
    private static final Setting<List<String>> RECENT = Setting.ofList("recent", new TypeReference<>() {});

    @TempDir
    private Path folder;

    @Test
    void valuesOutliveTheProgram() throws IOException {
        var store = open();
        store.set(LIMIT, 1.25);
        store.set(RECENT, List.of("a", "ü\n\"b\""));
        store.save();

        var again = open();
        assertThat(again.get(LIMIT)).isEqualTo(1.25);
        assertThat(again.get(RECENT)).containsExactly("a", "ü\n\"b\"");
        assertThat(again.get(FLAG)).isTrue();
        assertThat(again.problems()).isEmpty();
    }

    @Test
    void aFolderThatDoesNotExistYetGivesDefaultsAndIsMadeOnSaving() throws IOException {
        var deep = folder.resolve("a").resolve("b");
        var store = SettingsStore.open(deep, Files::write);
        assertThat(store.get(LIMIT)).isEqualTo(0.5);
        assertThat(deep).doesNotExist();
        store.set(FLAG, false);
        store.save();
        assertThat(deep.resolve(SettingsStore.FILE_NAME)).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "nonsense",
                "{\"schema_version\":1,\"limit\":NaN}",
                "{\"schema_version\":1,\"limit\":1,\"limit\":2}",
                "{\"schema_version\":1} {}",
                "{\"schema_version\":2}",
                "{\"limit\":1}",
                "{\"schema_version\":\"1\"}"
            })
    void aBrokenFileIsKeptAsideAndTheDefaultsAreUsed(String content) throws IOException {
        write(content);
        var store = open();
        assertThat(store.get(LIMIT)).isEqualTo(0.5);
        assertThat(store.problems())
                .singleElement()
                .asString()
                .contains("settings.json")
                .contains("settings.json.bad");
        assertThat(folder.resolve("settings.json.bad")).hasContent(content);
        assertThat(folder.resolve("settings.json")).doesNotExist();
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        write("{\"schema_version\":1,\"x\":" + "[".repeat(1001) + "]".repeat(1001) + "}");
        assertThat(open().problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "-1", "\"high\"", "null", "{}", "[1]"})
    void oneUnusableValueFallsBackAloneAndIsNamed(String value) throws IOException {
        write("{\"schema_version\":1,\"flag\":false,\"limit\":" + value + "}");
        var store = open();
        assertThat(store.get(LIMIT)).isEqualTo(0.5);
        assertThat(store.get(FLAG)).isFalse();
        assertThat(store.problems())
                .singleElement()
                .asString()
                .contains("limit")
                .contains("0.5");
    }

    @Test
    void aNameFromANewerVersionIsKept() throws IOException {
        write("{\"schema_version\":1,\"future\":{\"a\":[1,2]}}");
        var store = open();
        store.set(FLAG, false);
        store.save();
        assertThat(Files.readString(folder.resolve("settings.json"))).contains("\"future\"");
    }

    @Test
    void aFailedSaveLeavesTheFileAndTellsTheCaller() throws IOException {
        write("{\"schema_version\":1,\"limit\":2}");
        var store = SettingsStore.open(folder, (target, content) -> {
            throw new IOException("disk full");
        });
        store.set(LIMIT, 3.0);
        assertThatThrownBy(store::save).hasMessage("disk full");
        assertThat(open().get(LIMIT)).isEqualTo(2.0);
    }

    @Test
    void thePropertyNamesTheFolderBeforeTheVariable() {
        var properties = new Properties();
        assertThat(SettingsFolder.find(properties, Map.of("D3X_HOME", "/elsewhere")))
                .isEqualTo(Path.of("/elsewhere").toAbsolutePath());
        properties.setProperty("d3explorer.home", folder.toString());
        assertThat(SettingsFolder.find(properties, Map.of("D3X_HOME", "/elsewhere")))
                .isEqualTo(folder);
        assertThat(SettingsFolder.find(new Properties(), Map.of()).toString()).contains("d3-explorer");
    }

    private SettingsStore open() {
        return SettingsStore.open(folder, Files::write);
    }

    private void write(String content) throws IOException {
        Files.write(folder.resolve(SettingsStore.FILE_NAME), content.getBytes(StandardCharsets.UTF_8));
    }
}
