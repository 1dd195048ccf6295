package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.d3explorer.settings.Setting;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.trace.TraceLibrary;
import org.d3explorer.trace.TraceLibrary.Quota;
import org.d3explorer.ui.notice.NoticeCenter;
import org.jspecify.annotations.Nullable;

/**
 * The library in which every run is kept, as the engine thread that records and the view of traces share it. It is opened at
 * its first use, and what a killed program left behind is recovered then. Thread-safe; never to be used on the interface
 * thread, as it waits for the disk.
 */
public final class KeptRuns {
    /** Most runs that are kept. */
    public static final Setting<Integer> MOST_RUNS =
            Setting.of("traces.most_runs", Quota.DEFAULT.runs(), count -> count >= 1 && count <= 100_000);

    /** Most space the kept runs take, in MiB. */
    public static final Setting<Integer> MOST_MEBIBYTES =
            Setting.of("traces.most_mebibytes", (int) (Quota.DEFAULT.bytes() >> 20), size -> size >= 1);

    private final Path folder;
    private final SettingsStore settings;
    private final NoticeCenter notices;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private @Nullable TraceLibrary library;
    private Quota quota = Quota.DEFAULT;

    /**
     * Makes the library known without touching the disk.
     *
     * @param folder where runs are kept
     * @param settings hold the quota
     * @param notices told of recordings that could not be recovered
     */
    public KeptRuns(Path folder, SettingsStore settings, NoticeCenter notices) {
        this.folder = folder;
        this.settings = settings;
        this.notices = notices;
    }

    /** Returns the folder in which runs are kept. */
    public Path folder() {
        return folder;
    }

    /**
     * Returns the library with the quota that is set now.
     *
     * @throws org.d3explorer.trace.TraceException if its folder cannot be made or read
     */
    public synchronized TraceLibrary library() {
        var wanted = new Quota(settings.get(MOST_RUNS), (long) settings.get(MOST_MEBIBYTES) << 20);
        var opened = library;
        if (opened != null && wanted.equals(quota)) {
            return opened;
        }
        var next = TraceLibrary.open(folder, wanted);
        if (opened == null) {
            next.recover().failures().forEach(notices::failed);
        }
        library = next;
        quota = wanted;
        return next;
    }

    /** Adds what is told, on any thread, when a run has been added or replaced. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }
}
