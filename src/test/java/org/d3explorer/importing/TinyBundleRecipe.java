package org.d3explorer.importing;

import java.nio.file.Path;

/** Makes {@code models/tiny-random}; run by {@code models/rebuild-tiny.sh}. */
public final class TinyBundleRecipe {
    private TinyBundleRecipe() {}

    /**
     * Writes the bundle.
     *
     * @param arguments the folder to make
     */
    public static void main(String[] arguments) {
        write(Path.of(arguments[0]));
    }

    static void write(Path folder) {
        try (var source = new TinyLlama()) {
            BundleWriter.write(source, folder, Precision.FLOAT32, ImportListener.NONE);
        }
    }
}
