package org.d3explorer.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.d3explorer.bundle.Manifest.D3Defaults;

/**
 * A model folder whose manifest was read and whose files were checked against it. Immutable but for
 * {@link #withDefaults}.
 */
public final class Bundle {
    private final Path folder;
    private final Manifest manifest;
    private final String manifestSha256;

    private Bundle(Path folder, Manifest manifest, String manifestSha256) {
        this.folder = folder;
        this.manifest = manifest;
        this.manifestSha256 = manifestSha256;
    }

    /**
     * Opens a bundle and verifies it in full: manifest, presence, size and SHA-256 of every file, and that every graph
     * has the inputs, outputs, operators and external data the layout allows.
     *
     * @param folder the bundle's folder
     * @throws BundleException if anything is not as it should be
     */
    public static Bundle open(Path folder) {
        return open(folder, bundle -> bundle, bundle -> {}, () -> {});
    }

    /**
     * Opens a bundle as {@link #open(Path)} does and makes something of it meanwhile: graphs and tokenizer are verified
     * before, the weights, most of the bytes, while it is being made.
     *
     * @param <T> what is made
     * @param folder the bundle's folder
     * @param load makes it; may map the weights but is not to compute with them
     * @param discard gives it up again where the weights turn out not to be as the manifest says
     * @param checkpoint called again and again, from several threads; what it throws ends the verification
     * @throws BundleException if anything is not as it should be
     */
    public static <T> T open(Path folder, Function<Bundle, T> load, Consumer<T> discard, Runnable checkpoint) {
        var bundle = openUnverified(folder);
        var verifier = new FileVerifier(bundle.folder, bundle.manifest.files());
        verifier.checkHashes(bundle.parsedFiles()::contains, checkpoint);
        checkpoint.run();
        new GraphVerifier(bundle.folder, bundle.manifest).check();

        var weights = Background.start("weights verifier", () -> {
            verifier.checkHashes(name -> !bundle.parsedFiles().contains(name), checkpoint);
            return true;
        });
        T loaded;
        try {
            loaded = load.apply(bundle);
        } catch (RuntimeException | Error e) {
            // Damaged weights are the better explanation where both went wrong.
            weights.await();
            throw e;
        }
        try {
            weights.await();
        } catch (RuntimeException | Error e) {
            discard.accept(loaded);
            throw e;
        }
        return loaded;
    }

    /** Returns the names of the files that are read to the last byte before anything runs. */
    private Set<String> parsedFiles() {
        var names = new HashSet<>(manifest.graphs().layers());
        names.add(manifest.graphs().embed());
        names.add(manifest.graphs().head());
        names.add(manifest.tokenizer().file());
        return names;
    }

    /**
     * Opens a bundle to look at it: reads the manifest and checks that the files are there with their sizes, but
     * neither hashes nor graphs. Not for running.
     *
     * @param folder the bundle's folder
     * @throws BundleException if the manifest is invalid or a file is missing, of another size, or a link
     */
    public static Bundle openUnverified(Path folder) {
        Path real;
        try {
            real = folder.toRealPath();
        } catch (IOException e) {
            throw BundleException.of(
                    folder.toString(), "no such folder", "a model bundle", "check the path, or import a model into it");
        }
        if (!Files.isDirectory(real)) {
            throw BundleException.of(
                    folder.toString(), "a file", "the folder of a model bundle", "import the file with \"import\"");
        }
        FileNames.requireBmp(real);
        var file = real.resolve(Manifest.FILE_NAME);
        FileVerifier.requireRegular(file, -1);
        byte[] bytes;
        try {
            if (Files.size(file) > ManifestJson.MAX_BYTES) {
                throw BundleException.of(
                        file.toString(),
                        Files.size(file) + " bytes",
                        "at most " + ManifestJson.MAX_BYTES + " bytes",
                        BundleException.FETCH_AGAIN);
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw BundleException.io(file, "reading", e);
        }
        var bundle = new Bundle(real, ManifestJson.read(file, bytes), sha256(bytes));
        new FileVerifier(real, bundle.manifest.files()).checkPresence();
        return bundle;
    }

    /**
     * Refuses a place where the runtime could not open a bundle.
     *
     * @param folder absolute path of a bundle to be
     * @throws BundleException if the path has a character beyond U+FFFF
     */
    public static void requireUsablePath(Path folder) {
        FileNames.requireBmp(folder);
    }

    /** Returns the bundle's folder, an absolute path without symbolic links. */
    public Path folder() {
        return folder;
    }

    /** Returns the manifest. */
    public Manifest manifest() {
        return manifest;
    }

    /** Returns the SHA-256 of {@code manifest.json}, lower-case hex. Through the hashes in it, it names all weights. */
    public String manifestSha256() {
        return manifestSha256;
    }

    /**
     * Returns the path of a file of this bundle.
     *
     * @param name as the manifest lists it
     * @throws IllegalArgumentException if the manifest does not list it
     */
    public Path file(String name) {
        if (manifest.files().stream().noneMatch(f -> f.path().equals(name))) {
            throw new IllegalArgumentException(name + " is not a file of the bundle " + folder);
        }
        return folder.resolve(name);
    }

    /**
     * Replaces the D³ defaults in the manifest, which is written to a temporary file, synced and renamed.
     *
     * @param defaults the new defaults
     * @return the bundle with the new manifest; this one keeps the old
     * @throws BundleException if the defaults do not fit the model or the manifest cannot be written
     */
    public Bundle withDefaults(D3Defaults defaults) {
        var changed = new Manifest(
                manifest.schemaVersion(),
                manifest.name(),
                manifest.source(),
                manifest.config(),
                manifest.precision(),
                manifest.tokenizer(),
                manifest.graphs(),
                manifest.files(),
                defaults);
        return new Bundle(folder, changed, writeManifest(folder, changed));
    }

    /**
     * Writes the manifest of a bundle that is being made.
     *
     * @param folder where
     * @param manifest what
     * @return the SHA-256 of the written file
     * @throws BundleException if the manifest is not valid or cannot be written
     */
    public static String writeManifest(Path folder, Manifest manifest) {
        var file = folder.resolve(Manifest.FILE_NAME);
        new ManifestChecks(file, manifest).check();
        var bytes = ManifestJson.write(manifest);
        try {
            AtomicFiles.write(file, out -> out.write(bytes));
        } catch (IOException e) {
            throw BundleException.io(file, "writing", e);
        }
        return sha256(bytes);
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(FileVerifier.sha256().digest(bytes));
    }
}
