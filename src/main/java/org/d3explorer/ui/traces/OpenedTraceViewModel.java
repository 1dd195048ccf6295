package org.d3explorer.ui.traces;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.Palette;
import org.d3explorer.trace.export.BranchCaption;
import org.d3explorer.trace.export.ExportFormat;
import org.d3explorer.trace.export.TraceExport;
import org.d3explorer.ui.explore.BranchRow;
import org.d3explorer.ui.explore.ExploreViewModel;
import org.d3explorer.ui.explore.RepeatRequest;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The trace that is open: which of its branches is replayed, checking it by running it again, exporting it, and a comparison
 * of two runs where one was asked for. Interface thread only.
 */
public final class OpenedTraceViewModel {
    private final ExploreViewModel explore;
    private final NoticeCenter notices;
    private final Executor disk;
    private final Executor interfaceThread;

    private final ReplayViewModel replay;
    private final ReadOnlyObjectWrapper<@Nullable OpenTrace> opened = new ReadOnlyObjectWrapper<>(this, "opened");
    private final ObservableList<BranchRow> branches = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable BranchRow> branch = new SimpleObjectProperty<>(this, "branch");
    private final ReadOnlyObjectWrapper<@Nullable Comparison> comparison =
            new ReadOnlyObjectWrapper<>(this, "comparison");
    private final ReplayLens lens;
    private final ReadOnlyStringWrapper figures = new ReadOnlyStringWrapper(this, "figures", "");
    private final ReadOnlyBooleanWrapper checking = new ReadOnlyBooleanWrapper(this, "checking");
    private final ReadOnlyBooleanWrapper exporting = new ReadOnlyBooleanWrapper(this, "exporting");

    /**
     * Makes a view model without an open trace.
     *
     * @param explore has the engine that runs are repeated on
     * @param notices tells the user
     * @param disk runs what waits for the disk
     * @param interfaceThread runs what touches this object
     */
    public OpenedTraceViewModel(
            ExploreViewModel explore, NoticeCenter notices, Executor disk, Executor interfaceThread) {
        this.explore = explore;
        this.notices = notices;
        this.disk = disk;
        this.interfaceThread = interfaceThread;
        replay = new ReplayViewModel(() -> explore.driftLimitProperty().get());
        lens = new ReplayLens(explore, replay.run());
        branch.addListener((observable, before, now) -> showBranch(now));
    }

    /** Opens a trace at its last branch. */
    public void show(OpenTrace next) {
        branch.set(null);
        opened.set(next);
        comparison.set(null);
        branches.setAll(BranchRow.of(next.trace()));
        int newest = next.trace().branches().getLast().id();
        branches.stream().filter(row -> row.id() == newest).findFirst().ifPresent(branch::set);
    }

    /** Opens nothing. */
    public void close() {
        branch.set(null);
        branches.clear();
        opened.set(null);
        comparison.set(null);
    }

    private void showBranch(@Nullable BranchRow now) {
        var open = opened.get();
        if (now == null || open == null) {
            replay.clear();
            figures.set("");
            return;
        }
        var path = open.trace().path(now.id());
        replay.run().captionProperty().set(BranchCaption.of(open.trace(), now.id()));
        replay.show(path);
        figures.set(figures(path.statistics(), path.header().layers()));
    }

    private static String figures(RunStatistics run, int layers) {
        return Texts.format(
                "traces.figures",
                run.tokens(),
                Figures.fixed(run.meanDepth(), 2),
                layers,
                Figures.fixed(run.perplexity(), 2),
                Figures.fixed(run.kl().mean(), 3),
                Figures.withUnit(run.tokensPerSecond(), 1, "tok/s"));
    }

    /** Runs the branch shown again on the model loaded and compares the tokens. */
    public void check() {
        var open = opened.get();
        if (open == null || checking.get()) {
            return;
        }
        int id = branchId();
        if (!RepeatRequest.isPossible(open.trace(), id)) {
            notices.show(Severity.INFO, Texts.get("traces.check.nothing"), "");
            return;
        }
        var request = RepeatRequest.of(open.trace(), id);
        checking.set(explore.repeat(request, (repeated, failure) -> checked(open, request, repeated, failure)));
    }

    private void checked(
            OpenTrace checked, RepeatRequest request, @Nullable Trace repeated, @Nullable Throwable failure) {
        checking.set(false);
        if (repeated != null) {
            if (checked.equals(opened.get())) {
                comparison.set(Comparison.ofRepetition(request.path(), request.takenOver(), repeated));
            }
        } else if (failure != null && !(failure instanceof CancellationException)) {
            notices.failed(failure);
        }
    }

    /** Ends a check before its end. */
    public void cancelCheck() {
        if (checking.get()) {
            explore.stop();
        }
    }

    /** Compares two runs, of each the line of generation that is chosen. */
    public void compare(ComparedRun left, ComparedRun right) {
        comparison.set(Comparison.of(left, right));
    }

    /** Takes the comparison away. */
    public void closeComparison() {
        comparison.set(null);
    }

    /**
     * Exports the open trace.
     *
     * @param format what to write
     * @param target the file; images get a file for each chart. Images are never overwritten, other files are, as the
     *     file chooser has asked
     */
    public void export(ExportFormat format, Path target) {
        var open = opened.get();
        if (open == null) {
            return;
        }
        var export = new TraceExport(
                format,
                branchId(),
                List.of(Chart.values()),
                Palette.LIGHT,
                TraceExport.DEFAULT_WIDTH,
                TraceExport.DEFAULT_HEIGHT,
                !format.isImage());
        exporting.set(true);
        disk.execute(() -> {
            try {
                var files = export.write(open.trace(), target);
                notices.show(
                        Severity.INFO,
                        Texts.format(
                                "traces.exported",
                                files.stream().map(Path::toString).collect(Collectors.joining(", "))),
                        "");
            } catch (RuntimeException e) {
                notices.failed(e);
            } finally {
                interfaceThread.execute(() -> exporting.set(false));
            }
        });
    }

    /** Returns the id of the branch shown. */
    int branchId() {
        var row = branch.get();
        return row == null ? Branch.ROOT : row.id();
    }

    /** Returns what replays the branch shown. */
    public ReplayViewModel replay() {
        return replay;
    }

    /** Returns what computes the logit lens of the run replayed, or says why that is not possible. */
    public ReplayLens lens() {
        return lens;
    }

    /** Returns the open trace, null where none is. */
    public ReadOnlyObjectProperty<@Nullable OpenTrace> openedProperty() {
        return opened.getReadOnlyProperty();
    }

    /** Returns the open trace's branches, each below the one it leaves. */
    public ObservableList<BranchRow> branches() {
        return branches;
    }

    /** Returns the branch shown. */
    public ObjectProperty<@Nullable BranchRow> branchProperty() {
        return branch;
    }

    /** Returns the comparison to show in place of the replay, null for none. */
    public ReadOnlyObjectProperty<@Nullable Comparison> comparisonProperty() {
        return comparison.getReadOnlyProperty();
    }

    /** Returns the figures of the branch shown, in one line. */
    public ReadOnlyStringProperty figuresProperty() {
        return figures.getReadOnlyProperty();
    }

    /** Returns whether the run is being repeated. */
    public ReadOnlyBooleanProperty checkingProperty() {
        return checking.getReadOnlyProperty();
    }

    /** Returns how far the repetition is, 0..1. */
    public ReadOnlyDoubleProperty progressProperty() {
        return explore.progressProperty();
    }

    /** Returns whether files are being written. */
    public ReadOnlyBooleanProperty exportingProperty() {
        return exporting.getReadOnlyProperty();
    }
}
