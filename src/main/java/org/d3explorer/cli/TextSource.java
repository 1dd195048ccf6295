package org.d3explorer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads an argument of the form {@code TEXT}, {@code -} (standard input) or {@code @FILE}; nothing is trimmed. */
final class TextSource {
    /** Largest text read; beyond it a file given by mistake would fill the memory. */
    private static final long MAX_BYTES = 256L << 20;

    private TextSource() {}

    /**
     * Returns the text.
     *
     * @param argument as given on the command line
     * @param in standard input
     * @throws CommandException if the file cannot be read or is not UTF-8
     */
    static String read(String argument, InputStream in) {
        if (argument.equals("-")) {
            try {
                return decode("standard input", in.readAllBytes());
            } catch (IOException e) {
                throw CommandException.input("standard input: reading failed (" + e.getMessage() + ")");
            }
        }
        return argument.startsWith("@") ? readFile(path(argument.substring(1))) : argument;
    }

    /**
     * Returns the text of a file.
     *
     * @throws CommandException if it cannot be read or is not UTF-8
     */
    static String readFile(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw CommandException.input(file + ": found a folder, expected a text file");
            }
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw CommandException.input(
                        file + ": found " + size + " bytes, expected a text of at most " + MAX_BYTES + " bytes");
            }
            return decode(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw CommandException.input(file + ": there is no such file; check the path");
        } catch (IOException e) {
            throw CommandException.input(file + ": reading failed (" + e.getMessage() + ")");
        }
    }

    /**
     * Returns a path given on the command line.
     *
     * @throws CommandException if it is none
     */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw CommandException.input("'" + text + "' is not a path: " + e.getReason());
        }
    }

    private static String decode(String name, byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
        } catch (CharacterCodingException e) {
            throw CommandException.input(
                    name + ": byte " + buffer.position() + " is not valid UTF-8, expected a UTF-8 text");
        }
    }
}
