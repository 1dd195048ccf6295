package org.d3explorer.ui.view;

import java.util.EnumMap;
import java.util.Map;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;

/** Says what the tokens' colours and marks mean, and lets the user choose what they stand for. */
final class TokenLegend extends FlowPane {
    private final RunModel model;
    private final TokenColors colors;
    private final Map<ColorMode, ToggleButton> modes = new EnumMap<>(ColorMode.class);
    private final ColorBar scale = new ColorBar();
    private final Label noReference = hinted("view.legend.noReference", "");
    private final Label change = hinted("view.legend.change", "▼ ");
    private final Label drift = hinted("view.legend.drift", "▲┅ ");

    TokenLegend(RunModel model, TokenColors colors) {
        super(10, 4);
        this.model = model;
        this.colors = colors;
        getStyleClass().add("token-legend");
        setPadding(new Insets(4, 12, 4, 12));
        setAlignment(Pos.CENTER_LEFT);
        setRowValignment(VPos.CENTER);
        change.getStyleClass().add("warning");
        drift.getStyleClass().add("danger");
        getChildren().addAll(chooser(), scale, noReference, change, drift);
        model.colorModeProperty().addListener((observable, before, now) -> update());
        model.revisionProperty().addListener((observable, before, now) -> update());
        model.driftTokenProperty().addListener((observable, before, now) -> update());
        update();
    }

    private Node chooser() {
        var box = new HBox();
        box.setAlignment(Pos.CENTER_LEFT);
        box.setAccessibleText(Texts.get("view.legend.name"));
        var group = new ToggleGroup();
        for (ColorMode mode : ColorMode.values()) {
            var button = new ToggleButton(Texts.get("view.mode." + mode));
            button.setId("colorMode" + mode);
            button.setTooltip(new Tooltip(Texts.get("view.mode." + mode + ".hint")));
            button.setAccessibleHelp(Texts.get("view.mode." + mode + ".hint"));
            button.getStyleClass().addAll(position(mode), "small");
            button.setToggleGroup(group);
            button.setUserData(mode);
            modes.put(mode, button);
            box.getChildren().add(button);
        }
        // Arrow keys select without an action, and a click on what is selected would leave nothing selected.
        group.selectedToggleProperty().addListener((observable, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            } else {
                model.colorModeProperty().set((ColorMode) now.getUserData());
            }
        });
        return box;
    }

    private static String position(ColorMode mode) {
        return switch (mode) {
            case DEPTH -> "left-pill";
            case NLL, KL -> "center-pill";
            case LATENCY -> "right-pill";
        };
    }

    private void update() {
        ColorMode mode = model.colorModeProperty().get();
        var button = modes.get(mode);
        if (button != null) {
            button.setSelected(true);
        }
        colors.fitLatency();
        boolean empty = model.tokens().isEmpty();
        String unit = Texts.get("view.unit." + mode);
        String from = empty ? Figures.NONE : number(colors.low(mode));
        String to = empty ? Figures.NONE : (colors.openEnded(mode) ? "≥\u202f" : "") + number(colors.high(mode));
        scale.show(from, to, unit);
        show(
                noReference,
                mode == ColorMode.KL
                        && model.references().size() < model.tokens().size());
        show(change, model.changes().size() > 1);
        show(drift, model.driftTokenProperty().get() != RunModel.NONE);
    }

    private static void show(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Figures.fixed(value, 0) : Figures.fixed(value, value < 1 ? 2 : 1);
    }

    private static Label hinted(String key, String mark) {
        var label = new Label(mark + Texts.get(key));
        label.setTooltip(new Tooltip(Texts.get(key + ".hint")));
        return label;
    }
}
