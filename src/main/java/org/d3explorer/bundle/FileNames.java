package org.d3explorer.bundle;

import java.nio.file.Path;

/** The rules for names inside a bundle: plain, so that no name can lead out of the folder on any system. */
final class FileNames {
    private static final int MAX_LENGTH = 200;
    private static final String FORBIDDEN = "/\\:*?\"<>|";

    private FileNames() {}

    /** Says whether a name is a plain file name: no folder, no drive, no control or non-BMP character. */
    static boolean isPlain(String name) {
        return !name.isBlank()
                && name.length() <= MAX_LENGTH
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || FORBIDDEN.indexOf(c) >= 0)
                && isBmp(name);
    }

    /** Says whether the text has only characters of the Basic Multilingual Plane; ONNX Runtime opens no other path. */
    static boolean isBmp(String text) {
        return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    /**
     * Refuses a folder whose path ONNX Runtime cannot open.
     *
     * @throws BundleException if the path has a character outside the Basic Multilingual Plane
     */
    static void requireBmp(Path folder) {
        if (!isBmp(folder.toString())) {
            throw BundleException.of(
                    folder.toString(),
                    "a character beyond U+FFFF (such as an emoji) in the path",
                    "a path ONNX Runtime can open",
                    "rename or move the folder");
        }
    }

    /** Returns a name as it may stand in a message: control characters escaped, length bounded. */
    static String quoted(String name) {
        var shown = new StringBuilder("\"");
        name.codePoints().limit(80).forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append(name.codePointCount(0, name.length()) > 80 ? "…\"" : "\"")
                .toString();
    }
}
