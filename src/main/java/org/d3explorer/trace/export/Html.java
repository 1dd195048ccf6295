package org.d3explorer.trace.export;

/** Text into HTML. */
final class Html {
    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE = 0x7F;
    private static final double DARK_TEXT_FROM = 0.36;

    private Html() {}

    /** Returns the text so that it is shown as it is, in content and in attributes; control characters as symbols. */
    static String escape(String text) {
        var html = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                case '\n', '\t' -> html.append(c);
                default -> {
                    if (c < ' ') {
                        html.append((char) (CONTROL_PICTURES + c));
                    } else if (c == DELETE) {
                        html.append('\u2421');
                    } else {
                        html.append(c);
                    }
                }
            }
        }
        return html.toString();
    }

    /** Returns black or white, whichever stands out more. */
    static String readableOn(int rgb) {
        double luminance = 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
        return luminance > DARK_TEXT_FROM * DARK_TEXT_FROM ? "#000" : "#fff";
    }

    private static double linear(int channel) {
        return Math.pow((channel & 0xFF) / 255.0, 2.2);
    }
}
