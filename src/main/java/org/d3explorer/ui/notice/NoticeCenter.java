package org.d3explorer.ui.notice;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.d3explorer.depth.UserError;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.text.Texts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects notices from any thread, newest first. A notice that repeats is counted on the one already there; a failure
 * that repeats within a second is counted in the log's next line, so that an error in every frame neither floods the
 * window nor the log.
 */
public final class NoticeCenter {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeCenter.class);
    private static final int KEPT = 100;
    /** A SHA-256; its beginning tells it from another, and the details have the rest. */
    private static final Pattern HASH = Pattern.compile("\\b(\\p{XDigit}{12})\\p{XDigit}{52}\\b");

    private static final Duration THROTTLE = Duration.ofSeconds(1);

    private final ObservableList<Notice> notices = FXCollections.observableArrayList();
    private final ObservableList<Notice> view = FXCollections.unmodifiableObservableList(notices);
    private final Map<String, Repeats> repeats = new ConcurrentHashMap<>();
    private final Executor interfaceThread;
    private final Clock clock;

    /**
     * Makes an empty centre.
     *
     * @param interfaceThread runs what changes {@link #notices()}
     * @param clock stamps notices
     */
    public NoticeCenter(Executor interfaceThread, Clock clock) {
        this.interfaceThread = interfaceThread;
        this.clock = clock;
    }

    /** Returns the notices, newest first. Changes on the interface thread only. */
    public ObservableList<Notice> notices() {
        return view;
    }

    /** Shows a message. Any thread. */
    public void show(Severity severity, String cause, String remedy) {
        add(new Notice(severity, cause, remedy, "", clock.instant(), 1));
    }

    /**
     * Logs and shows a failure. Any thread.
     *
     * @param failure a {@link UserError}'s message is shown; anything else is called an unexpected error
     */
    public void failed(Throwable failure) {
        var now = clock.instant();
        var seen = repeats.computeIfAbsent(signature(failure), key -> new Repeats());
        if (!seen.admits(now)) {
            return;
        }
        if (failure instanceof UserError && failure.getMessage() != null) {
            LOG.warn("{}", failure.getMessage(), failure);
            add(error(firstLine(failure.getMessage()), failure, now));
        } else {
            LOG.error("unexpected error", failure);
            var cause = Texts.format("notice.unexpected", firstLine(String.valueOf(failure)));
            var remedy = Texts.get("notice.unexpected.remedy");
            add(new Notice(Severity.ERROR, cause, remedy, stackTrace(failure), now, 1));
        }
    }

    /** Takes a message apart: all of them say what was found and expected, then, behind a semicolon, what to do. */
    private static Notice error(String message, Throwable failure, Instant now) {
        var text = HASH.matcher(message).replaceAll("$1…");
        int end = text.lastIndexOf("; ");
        var cause = end < 0 ? text : text.substring(0, end);
        var remedy = end < 0 ? "" : Character.toUpperCase(text.charAt(end + 2)) + text.substring(end + 3);
        return new Notice(Severity.ERROR, cause, remedy, stackTrace(failure), now, 1);
    }

    /** Removes a notice. Interface thread. */
    public void dismiss(Notice notice) {
        notices.remove(notice);
    }

    /** Removes all notices. Interface thread. */
    public void dismissAll() {
        notices.clear();
    }

    private void add(Notice notice) {
        interfaceThread.execute(() -> {
            for (int i = 0; i < notices.size(); i++) {
                var old = notices.get(i);
                if (old.sameAs(notice)) {
                    notices.remove(i);
                    notices.addFirst(old.again(notice.at()));
                    return;
                }
            }
            notices.addFirst(notice);
            if (notices.size() > KEPT) {
                notices.removeLast();
            }
        });
    }

    private static String signature(Throwable failure) {
        var trace = failure.getStackTrace();
        return failure.getClass().getName() + failure.getMessage() + (trace.length == 0 ? "" : trace[0]);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    private static String stackTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** When a failure was last let through. */
    private static final class Repeats {
        private Instant last = Instant.MIN;

        synchronized boolean admits(Instant now) {
            if (last.isAfter(now.minus(THROTTLE))) {
                return false;
            }
            last = now;
            return true;
        }
    }
}
