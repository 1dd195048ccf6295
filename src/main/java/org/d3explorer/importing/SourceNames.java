package org.d3explorer.importing;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes a bundle's name of its source's file name. */
final class SourceNames {
    private static final Pattern SUFFIX = Pattern.compile("(?i)[-._]((I?Q\\d\\w*)|F16|F32|BF16|FP16|FP32)?(\\.gguf)?$");

    private SourceNames() {}

    /** Returns the name without extension and quantisation, lower case, e.g. {@code smollm2-135m-instruct}. */
    static String modelName(String fileName) {
        var name = SUFFIX.matcher(fileName.replaceFirst("(?i)\\.gguf$", "")).replaceFirst("");
        return (name.isEmpty() ? fileName : name).toLowerCase(Locale.ROOT);
    }
}
