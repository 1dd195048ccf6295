package org.d3explorer.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.harawata.appdirs.AppDirsFactory;

/**
 * Opens Hugging Face tokenizers with DJL so that it stays off the network: the native library comes out of its jar, is
 * the CPU one, and is extracted once into this user's cache folder; usage reports are off.
 */
final class TokenizerLibrary {
    /** DJL would truncate to 512 tokens and add BOS by itself if not told otherwise. */
    private static final Map<String, String> AS_IT_STANDS =
            Map.of("addSpecialTokens", "false", "truncation", "DO_NOT_TRUNCATE", "padding", "DO_NOT_PAD");

    static {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
        if (System.getenv("ENGINE_CACHE_DIR") == null && System.getProperty("ENGINE_CACHE_DIR") == null) {
            System.setProperty("ENGINE_CACHE_DIR", cacheFolder().toString());
        }
    }

    private TokenizerLibrary() {}

    /**
     * Opens a tokenizer.
     *
     * @param json content of a {@code tokenizer.json}
     * @return the tokenizer, to be closed by the caller
     * @throws RuntimeException if the library refuses the content, with its reason
     */
    static HuggingFaceTokenizer open(String json) {
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), AS_IT_STANDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path cacheFolder() {
        var folder = Path.of(AppDirsFactory.getInstance().getUserCacheDir("d3-explorer", null, null), "native");
        try {
            Files.createDirectories(folder);
            if (Files.isWritable(folder)) {
                return folder;
            }
        } catch (IOException e) {
            // A read-only home: the temporary folder serves as well, only not for the next start.
            return temporaryFolder();
        }
        return temporaryFolder();
    }

    private static Path temporaryFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "d3-explorer-native");
    }
}
