package org.d3explorer.ui.traces;

import java.io.File;
import java.util.List;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Slider;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.trace.export.ExportFormat;
import org.d3explorer.ui.explore.BranchCells;
import org.d3explorer.ui.explore.BranchRow;
import org.d3explorer.ui.explore.Fields;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.ChartStack;
import org.d3explorer.ui.view.Inspector;
import org.d3explorer.ui.view.RunModel;
import org.d3explorer.ui.view.TokenTextView;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The open trace: its text and charts with the controls of the replay, its branches, check and export. */
public final class ReplayController {
    private static final List<Double> SPEEDS = List.of(0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0);
    private static final double INSPECTOR_MIN_HEIGHT = 120;
    private static final double NANOS_PER_SECOND = 1e9;

    @FXML
    private BorderPane replay;

    @FXML
    private HBox header;

    @FXML
    private Label replayTitle;

    @FXML
    private Label figures;

    @FXML
    private ComboBox<BranchRow> branch;

    @FXML
    private MenuButton export;

    @FXML
    private Button check;

    @FXML
    private HBox checkProgress;

    @FXML
    private ProgressBar checkBar;

    @FXML
    private Button checkCancel;

    @FXML
    private SplitPane runSplit;

    @FXML
    private SplitPane textSplit;

    @FXML
    private StackPane textHost;

    @FXML
    private StackPane chartHost;

    @FXML
    private VBox nothingOpen;

    @FXML
    private Node comparison;

    @FXML
    private HBox controls;

    @FXML
    private Button play;

    @FXML
    private FontIcon playIcon;

    @FXML
    private Slider position;

    @FXML
    private Label place;

    @FXML
    private ComboBox<Double> speed;

    private final OpenedTraceViewModel model;
    private final SettingsStore settings;
    private final NoticeCenter notices;
    private final AnimationTimer pulse;
    private boolean followingModel;

    ReplayController(OpenedTraceViewModel model, SettingsStore settings, NoticeCenter notices) {
        this.model = model;
        this.settings = settings;
        this.notices = notices;
        pulse = new AnimationTimer() {
            @Override
            public void handle(long now) {
                model.replay().pulse(now);
                if (!model.replay().playingProperty().get()) {
                    stop();
                }
            }
        };
    }

    @FXML
    void initialize() {
        var run = model.replay().run();
        textHost.getChildren().setAll(new TokenTextView(run));
        chartHost.getChildren().setAll(new ChartStack(run, notices));
        addInspector(run);
        var open = model.openedProperty().isNotNull();
        var compared = model.comparisonProperty().isNotNull();
        show(runSplit, open.and(compared.not()));
        show(nothingOpen, open.not().and(compared.not()));
        show(comparison, compared);
        show(header, Bindings.createBooleanBinding(() -> !twoRunsCompared(), model.comparisonProperty()));
        show(controls, open.and(compared.not()));
        export.disableProperty().bind(open.not().or(model.exportingProperty()));
        check.disableProperty().bind(open.not().or(model.checkingProperty()));
        bindHeader();
        bindPlayer();
        fillExport();
        runSplit.setDividerPositions(settings.get(TracesSettings.CHARTS_DIVIDER));
    }

    /** The header belongs to the open run, which is not what a comparison of two kept runs shows. */
    private boolean twoRunsCompared() {
        var shown = model.comparisonProperty().get();
        return shown != null && shown.ofTwoRuns();
    }

    private static void show(Node node, ObservableBooleanValue when) {
        node.visibleProperty().bind(when);
        node.managedProperty().bind(when);
    }

    /** Connects the buttons that have a shortcut. */
    void bind(Action playOrPause, Action checkAgain) {
        playOrPause.bind(play);
        checkAgain.bind(check);
    }

    private void addInspector(RunModel run) {
        var inspector = new Inspector(run, notices);
        inspector.setMinHeight(INSPECTOR_MIN_HEIGHT);
        inspector.logitLensProperty().bind(model.lens().serviceProperty());
        inspector.logitLensReasonProperty().bind(model.lens().reasonProperty());
        run.selectedTokenProperty().addListener((observable, before, now) -> {
            boolean wanted = now.intValue() != RunModel.NONE;
            boolean there = textSplit.getItems().contains(inspector);
            if (wanted && !there) {
                textSplit.getItems().add(inspector);
                textSplit.setDividerPositions(0.45);
            } else if (!wanted && there && !model.replay().playingProperty().get()) {
                textSplit.getItems().remove(inspector);
            }
        });
    }

    private void bindHeader() {
        replayTitle
                .textProperty()
                .bind(Bindings.createStringBinding(
                        () -> {
                            var open = model.openedProperty().get();
                            return open == null ? "" : open.title();
                        },
                        model.openedProperty()));
        replayTitle.setTooltip(new Tooltip());
        replayTitle.getTooltip().textProperty().bind(replayTitle.textProperty());
        figures.textProperty().bind(model.figuresProperty());
        figures.setTooltip(new Tooltip(Texts.get("traces.figures.tip")));
        branch.setItems(model.branches());
        branch.valueProperty().bindBidirectional(model.branchProperty());
        BranchCells.install(branch);
        branch.setTooltip(new Tooltip());
        model.branchProperty().addListener((observable, before, now) -> describeBranch(now));
        describeBranch(null);
        show(branch, Bindings.size(model.branches()).greaterThan(1));
        show(checkProgress, model.checkingProperty());
        checkBar.progressProperty().bind(model.progressProperty());
        checkCancel.setOnAction(event -> model.cancelCheck());
        Action.explain(checkCancel, Texts.get("traces.check.cancel"), null);
    }

    private void describeBranch(@Nullable BranchRow row) {
        var name = Texts.get("traces.branch");
        branch.getTooltip().setText((row == null ? "" : row.text() + "\n") + Texts.get("traces.branch.tip"));
        branch.setAccessibleText(row == null ? name : name + ": " + row.text());
    }

    private void bindPlayer() {
        var player = model.replay();
        var playing = player.playingProperty();
        playing.addListener((observable, before, now) -> {
            playIcon.setIconLiteral(now ? "mdi2p-pause" : "mdi2p-play");
            if (now) {
                pulse.start();
            }
        });
        position.maxProperty().bind(Bindings.max(1, player.totalProperty()));
        position.setAccessibleText(Texts.get("traces.position"));
        position.setTooltip(new Tooltip(Texts.get("traces.position.tip")));
        player.shownProperty().addListener((observable, before, now) -> {
            followingModel = true;
            position.setValue(now.intValue());
            followingModel = false;
        });
        position.valueProperty().addListener((observable, before, now) -> {
            if (!followingModel) {
                player.seek((int) Math.round(now.doubleValue()));
                pulse.start();
            }
        });
        place.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> Texts.format(
                                "traces.place",
                                player.shownProperty().get(),
                                player.totalProperty().get(),
                                Figures.fixed(player.shownNanos() / NANOS_PER_SECOND, 2),
                                Figures.fixed(player.totalNanos() / NANOS_PER_SECOND, 2)),
                        player.shownProperty(),
                        player.totalProperty()));
        speed.getItems().setAll(SPEEDS);
        speed.setCellFactory(list -> new SpeedCell());
        speed.setButtonCell(new SpeedCell());
        speed.setValue(settings.get(TracesSettings.SPEED));
        player.speedProperty().set(speed.getValue());
        speed.valueProperty().addListener((observable, before, now) -> {
            player.speedProperty().set(now);
            settings.set(TracesSettings.SPEED, now);
        });
        speed.setTooltip(new Tooltip(Texts.get("traces.speed.tip")));
        speed.setAccessibleText(Texts.get("traces.speed"));
    }

    /** A speed as so many times the recorded one. */
    private static final class SpeedCell extends ListCell<Double> {
        @Override
        protected void updateItem(@Nullable Double times, boolean empty) {
            super.updateItem(times, empty);
            setText(times == null || empty ? "" : text(times));
        }

        private static String text(double times) {
            return times == 1 ? Texts.get("traces.speed.asRecorded") : Fields.plain(times) + "×";
        }
    }

    private void fillExport() {
        export.setTooltip(new Tooltip(Texts.get("traces.export.tip")));
        for (var format : ExportFormat.values()) {
            var item = new MenuItem(Texts.get("traces.export." + format.name()));
            item.setId("export-" + format.name());
            item.setOnAction(event -> chooseAndExport(format));
            export.getItems().add(item);
        }
    }

    private void chooseAndExport(ExportFormat format) {
        var open = model.openedProperty().get();
        if (open == null) {
            return;
        }
        var chooser = new FileChooser();
        chooser.setTitle(Texts.get("traces.export." + format.name()));
        chooser.setInitialFileName(ExportNames.fileName(open, model.branchId(), format));
        chooser.getExtensionFilters()
                .add(new FileChooser.ExtensionFilter(
                        Texts.get("traces.export." + format.name()), "*." + format.extension()));
        var folder = new File(settings.get(TracesSettings.EXPORT_FOLDER));
        if (folder.isDirectory()) {
            chooser.setInitialDirectory(folder);
        }
        var file = chooser.showSaveDialog(replay.getScene().getWindow());
        if (file != null) {
            settings.set(TracesSettings.EXPORT_FOLDER, String.valueOf(file.getParent()));
            model.export(format, file.toPath());
        }
    }

    /** Stops what the controller runs by itself. */
    void close() {
        pulse.stop();
    }

    /** Puts what is to be remembered into the settings. */
    void remember() {
        settings.set(
                TracesSettings.CHARTS_DIVIDER, runSplit.getDividers().getFirst().getPosition());
    }
}
