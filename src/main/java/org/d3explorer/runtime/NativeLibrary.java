package org.d3explorer.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.harawata.appdirs.AppDirsFactory;
import org.d3explorer.bundle.AtomicFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extracts ONNX Runtime's native libraries once into the user's cache folder, which ONNX Runtime by itself does anew into
 * the temporary folder at every start, left behind if the process is killed. The folder is named for the library's
 * checksum, so versions never mix; files appear by renaming, so two instances may extract at once.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    /** ONNX Runtime loads its libraries from the folder this system property names. */
    private static final String PATH_PROPERTY = "onnxruntime.native.path";

    private static final String RUNTIME = "onnxruntime";
    private static final String JAVA_BINDING = "onnxruntime4j_jni";
    private static final String PROVIDERS_SHARED = "onnxruntime_providers_shared";
    private static final String PROVIDERS_CUDA = "onnxruntime_providers_cuda";
    private static final int COPY_BUFFER_BYTES = 1 << 16;

    private NativeLibrary() {}

    /**
     * Extracts the CPU libraries and points ONNX Runtime at them. Where that is impossible (no writable cache folder, no
     * jar) ONNX Runtime is left to its own way.
     */
    static void prepare() {
        if (System.getProperty(PATH_PROPERTY) != null) {
            return;
        }
        try (var jar = jar()) {
            var runtime = jar == null ? null : entry(jar, RUNTIME);
            if (jar == null || runtime == null) {
                return;
            }
            var folder = cacheFolder().resolve(String.format(Locale.ROOT, "onnxruntime-%08x", runtime.getCrc()));
            Files.createDirectories(folder);
            AtomicFiles.removeOrphans(folder);
            for (var library : new String[] {RUNTIME, JAVA_BINDING, PROVIDERS_SHARED}) {
                extract(jar, library, folder);
            }
            System.setProperty(PATH_PROPERTY, folder.toString());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("ONNX Runtime's libraries go to the temporary folder, not the cache folder: {}", e.toString());
        }
    }

    /**
     * Extracts the CUDA provider, some hundred megabytes, beside the other libraries.
     *
     * @return why it cannot be used, empty if it is in place
     */
    static Optional<String> prepareCuda() {
        try (var jar = jar()) {
            if (jar == null || entry(jar, PROVIDERS_CUDA) == null) {
                return Optional.of("this build carries no CUDA provider");
            }
            var folder = System.getProperty(PATH_PROPERTY);
            if (folder != null) {
                extract(jar, PROVIDERS_CUDA, Path.of(folder));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the CUDA provider could not be extracted (" + e.getMessage() + ")");
        }
    }

    private static void extract(ZipFile jar, String library, Path folder) throws IOException {
        var entry = entry(jar, library);
        if (entry == null) {
            return;
        }
        var target = folder.resolve(System.mapLibraryName(library));
        if (isIntact(target, entry)) {
            return;
        }
        AtomicFiles.write(target, out -> {
            try (var in = jar.getInputStream(entry)) {
                in.transferTo(out);
            }
        });
    }

    /** Compares size and checksum: a library that was cut or damaged is extracted again, not loaded. */
    private static boolean isIntact(Path file, ZipEntry entry) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
            return false;
        }
        try (var in = new CheckedInputStream(Files.newInputStream(file), new CRC32())) {
            drain(in);
            return in.getChecksum().getValue() == entry.getCrc();
        }
    }

    private static void drain(InputStream in) throws IOException {
        var buffer = new byte[COPY_BUFFER_BYTES];
        while (in.read(buffer) >= 0) {
            // Reading is what updates the checksum.
        }
    }

    private static @Nullable ZipEntry entry(ZipFile jar, String library) {
        return jar.getEntry("ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName(library));
    }

    /** Returns the jar ONNX Runtime's classes come from, or null if they come from elsewhere. */
    private static @Nullable ZipFile jar() throws IOException {
        var source = OrtEnvironment.class.getProtectionDomain().getCodeSource();
        if (source == null || !"file".equals(source.getLocation().getProtocol())) {
            return null;
        }
        var path = Path.of(URI.create(source.getLocation().toString()));
        return Files.isRegularFile(path) ? new ZipFile(path.toFile()) : null;
    }

    /** Names the platform as ONNX Runtime's jar does. */
    private static String platform() {
        var os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        var arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        var system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
        return system + "-" + (arch.contains("aarch64") ? "aarch64" : "x64");
    }

    private static Path cacheFolder() {
        return Path.of(AppDirsFactory.getInstance().getUserCacheDir("d3-explorer", null, null), "native");
    }
}
