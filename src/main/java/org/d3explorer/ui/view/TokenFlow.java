package org.d3explorer.ui.view;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Breaks a growing text made of tokens into lines. Tokens that are pieces of a word follow one another without a gap and
 * stay on one line; lines break where Unicode's rules allow it, inside a word only where the word is wider than a line.
 *
 * <p>Only the last line is broken again when tokens are appended: what stands before it was broken because its first
 * word did not fit, and a word that grows fits no better.
 */
final class TokenFlow {
    /** Shown for a token that adds no text, such as part of a UTF-8 character. */
    static final String NO_TEXT = "·";

    /** Shown for a line feed. */
    static final String LINE_FEED = "↵";

    private static final String TAB = "    ";

    /**
     * A part of a token on one line.
     *
     * @param token its index
     * @param text as drawn
     * @param x left edge in px
     * @param width in px
     */
    record Piece(int token, String text, double x, double width) {
        double end() {
            return x + width;
        }

        /** Says whether the text stands for something that has no glyph of its own. */
        boolean symbolic() {
            return text.equals(LINE_FEED) || text.equals(NO_TEXT);
        }
    }

    /** A part of a token that awaits its line; forced parts end it. */
    private record Part(int token, String text, boolean endsLine) {}

    private final ToDoubleFunction<String> measure;
    private final List<List<Piece>> lines = new ArrayList<>();
    private final List<Part> tail = new ArrayList<>();
    private int[] firstLine = new int[256];
    private int[] lastLine = new int[256];
    private int tokens;
    private double width;

    /**
     * Starts with no text.
     *
     * @param measure returns the width of a text in px
     * @param width of a line in px
     */
    TokenFlow(ToDoubleFunction<String> measure, double width) {
        this.measure = measure;
        this.width = width;
    }

    /** Returns the width of a line in px. */
    double width() {
        return width;
    }

    /** Returns the number of lines. */
    int lines() {
        return lines.size();
    }

    /** Returns the pieces of a line from left to right. */
    List<Piece> line(int line) {
        return lines.get(line);
    }

    /** Returns the number of tokens. */
    int tokens() {
        return tokens;
    }

    /** Returns the line on which a token begins. */
    int firstLine(int token) {
        return firstLine[token];
    }

    /** Returns the line on which a token ends. */
    int lastLine(int token) {
        return lastLine[token];
    }

    /** Forgets the text and sets the width of a line in px. */
    void restart(double newWidth) {
        width = newWidth;
        tokens = 0;
        lines.clear();
        tail.clear();
    }

    /**
     * Appends tokens.
     *
     * @param texts what each token adds
     * @return the first line that changed
     */
    int append(List<String> texts) {
        if (texts.isEmpty()) {
            return lines.size();
        }
        for (String text : texts) {
            if (tokens == firstLine.length) {
                firstLine = Arrays.copyOf(firstLine, tokens * 2);
                lastLine = Arrays.copyOf(lastLine, tokens * 2);
            }
            firstLine[tokens] = -1;
            split(tokens++, text);
        }
        if (!lines.isEmpty()) {
            lines.removeLast();
        }
        int changed = lines.size();
        breakTail();
        index(changed);
        return changed;
    }

    private void index(int fromLine) {
        int seen = -1;
        for (int line = fromLine; line < lines.size(); line++) {
            for (Piece piece : lines.get(line)) {
                int token = piece.token();
                if (token != seen && (firstLine[token] < 0 || firstLine[token] >= fromLine)) {
                    firstLine[token] = line;
                }
                lastLine[token] = line;
                seen = token;
            }
        }
    }

    private void split(int token, String text) {
        String shown = shown(text);
        if (shown.isEmpty()) {
            tail.add(new Part(token, NO_TEXT, false));
            return;
        }
        int from = 0;
        for (int feed = shown.indexOf('\n'); feed >= 0; feed = shown.indexOf('\n', from)) {
            if (feed > from) {
                tail.add(new Part(token, shown.substring(from, feed), false));
            }
            tail.add(new Part(token, LINE_FEED, true));
            from = feed + 1;
        }
        if (from < shown.length()) {
            tail.add(new Part(token, shown.substring(from), false));
        }
    }

    /** Tabs have no fixed width in a text of pieces, and control characters no glyph. */
    private static String shown(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\n') || c == 0x7F) {
                if (out == null) {
                    out = new StringBuilder(text.length() + TAB.length()).append(text, 0, i);
                }
                if (c == '\t') {
                    out.append(TAB);
                } else if (c != '\r' || i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                    out.append(c == 0x7F ? '␡' : (char) ('␀' + c));
                }
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? text : out.toString();
    }

    /** Breaks the tail into lines and keeps as the new tail the parts of the last line. */
    private void breakTail() {
        var parts = List.copyOf(tail);
        tail.clear();
        int from = 0;
        for (int to = 0; to < parts.size(); to++) {
            if (parts.get(to).endsLine()) {
                breakParagraph(parts.subList(from, to + 1));
                from = to + 1;
                if (from == parts.size()) {
                    lines.add(List.of());
                    tail.clear();
                }
            }
        }
        if (from < parts.size()) {
            breakParagraph(parts.subList(from, parts.size()));
        }
    }

    private void breakParagraph(List<Part> parts) {
        var text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.text());
        }
        var line = new LineBuilder();
        var breaks = BreakIterator.getLineInstance(Locale.ROOT);
        breaks.setText(text.toString());
        int part = 0;
        int partFrom = 0;
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
            List<Part> word = new ArrayList<>();
            int at = from;
            while (at < to) {
                Part source = parts.get(part);
                int end = Math.min(to, partFrom + source.text().length());
                word.add(new Part(source.token(), source.text().substring(at - partFrom, end - partFrom), false));
                at = end;
                if (end == partFrom + source.text().length()) {
                    partFrom = end;
                    part++;
                }
            }
            line.add(word);
        }
        line.finish();
        if (parts.getLast().endsLine()) {
            tail.clear();
        }
    }

    /** The line being filled. */
    private final class LineBuilder {
        private List<Piece> pieces = new ArrayList<>();
        private double x;

        void add(List<Part> word) {
            double needed = visibleWidth(word);
            if (x + needed > width && !pieces.isEmpty()) {
                end();
            }
            if (needed > width) {
                word.forEach(this::addBroken);
            } else {
                word.forEach(part -> put(part.token(), part.text()));
            }
        }

        /** Adds a part of a word that is wider than a line, character by character. */
        private void addBroken(Part part) {
            var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
            characters.setText(part.text());
            int from = 0;
            double filled = x;
            for (int at = 0, next = characters.next();
                    next != BreakIterator.DONE;
                    at = next, next = characters.next()) {
                String character = part.text().substring(at, next);
                double advance = measure.applyAsDouble(character);
                if (filled + advance > width && !hangs(character) && (at > from || !pieces.isEmpty())) {
                    if (at > from) {
                        put(part.token(), part.text().substring(from, at));
                    }
                    end();
                    from = at;
                    filled = 0;
                }
                filled += advance;
            }
            put(part.token(), part.text().substring(from));
        }

        private void put(int token, String text) {
            double advance = measure.applyAsDouble(text);
            pieces.add(new Piece(token, text, x, advance));
            tail.add(new Part(token, text, false));
            x += advance;
        }

        private void end() {
            lines.add(List.copyOf(pieces));
            pieces = new ArrayList<>();
            x = 0;
            tail.clear();
        }

        void finish() {
            lines.add(List.copyOf(pieces));
        }

        private static boolean hangs(String text) {
            return text.isBlank() || text.equals(LINE_FEED);
        }

        /** White space at the end of a line, line feeds included, may hang over its edge. */
        private double visibleWidth(List<Part> word) {
            double sum = 0;
            for (int i = 0; i < word.size(); i++) {
                String text = word.get(i).text();
                if (i == word.size() - 1) {
                    text = text.equals(LINE_FEED) ? "" : text.stripTrailing();
                }
                sum += measure.applyAsDouble(text);
            }
            return sum;
        }
    }
}
