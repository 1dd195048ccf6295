package org.d3explorer.ui.notice;

import java.time.Instant;

/**
 * One message to the user.
 *
 * @param severity how bad
 * @param cause one line: what happened
 * @param remedy one line: what to do; empty where the cause says it
 * @param details to be copied into a report; empty for none
 * @param at when it happened last
 * @param count how often it happened
 */
public record Notice(Severity severity, String cause, String remedy, String details, Instant at, int count) {
    /** How bad. */
    public enum Severity {
        /** Good to know. */
        INFO,
        /** Something was changed or left out. */
        WARNING,
        /** Something failed. */
        ERROR
    }

    Notice again(Instant now) {
        return new Notice(severity, cause, remedy, details, now, count + 1);
    }

    boolean sameAs(Notice other) {
        return severity == other.severity && cause.equals(other.cause) && remedy.equals(other.remedy);
    }

    /** Returns everything as text, for the clipboard. */
    public String toText() {
        var text = new StringBuilder()
                .append(at)
                .append(' ')
                .append(severity)
                .append('\n')
                .append(cause)
                .append('\n');
        if (!remedy.isEmpty()) {
            text.append(remedy).append('\n');
        }
        if (count > 1) {
            text.append("× ").append(count).append('\n');
        }
        return details.isEmpty()
                ? text.toString()
                : text.append('\n').append(details).toString();
    }
}
