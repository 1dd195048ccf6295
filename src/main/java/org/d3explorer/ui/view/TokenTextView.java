package org.d3explorer.ui.view;

import java.util.function.IntFunction;
import javafx.animation.PauseTransition;
import javafx.collections.ObservableList;
import javafx.geometry.Insets;
import javafx.geometry.Point2D;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.text.TextAlignment;
import javafx.util.Duration;
import org.d3explorer.ui.text.Texts;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * The text of a run, token by token: coloured by a chosen measure, with a legend, a tooltip for each token, selection by
 * mouse and keyboard, and marks where the depth configuration changed and where the decay has gone too far.
 *
 * <p>Keys: arrows, Home, End (with Ctrl: of the text), Page Up/Down move the selection, with Shift they extend it;
 * Ctrl+A selects all, Ctrl+C copies, Escape selects nothing.
 */
public final class TokenTextView extends BorderPane {
    private static final Duration HOVER = Duration.millis(250);
    private static final double BESIDE_POINTER = 16;
    private static final KeyCombination COPY = KeyCombination.keyCombination("Shortcut+C");
    private static final KeyCombination SELECT_ALL = KeyCombination.keyCombination("Shortcut+A");

    private final RunModel model;
    private final TokenColors colors;
    private final IntFunction<String> facts;
    private final TokenTextArea area;
    private final TokenSelection selection;
    private final ContextMenu menu = new ContextMenu();
    private final Tooltip tooltip = new Tooltip();
    private final PauseTransition hover = new PauseTransition(HOVER);
    private final Button jump = new Button(Texts.get("view.text.jump"), new FontIcon("mdi2a-arrow-down"));
    private final Label empty = new Label(Texts.get("view.text.empty"));
    private Point2D pointer = Point2D.ZERO;
    private double wantedX = -1;

    /**
     * Shows a run.
     *
     * @param model what is shown, and the selection it shares with other views
     */
    public TokenTextView(RunModel model) {
        this(model, new TokenColors(model), token -> TokenFacts.tooltip(model, token));
        setTop(new TokenLegend(model, colors));
    }

    /**
     * Shows a run whose tokens are shaded by what they are compared with; without a legend, which several such texts share.
     *
     * @param model what is shown
     * @param shading what the backgrounds stand for
     */
    public TokenTextView(RunModel model, TokenShading shading) {
        this(model, new ShadedTokenColors(model, shading), shading::facts);
    }

    private TokenTextView(RunModel model, TokenColors colors, IntFunction<String> facts) {
        this.model = model;
        this.colors = colors;
        this.facts = facts;
        area = new TokenTextArea(model, colors);
        area.setId("tokenText");
        selection = new TokenSelection(model, area::select);
        empty.getStyleClass().add("text-muted");
        empty.setMouseTransparent(true);
        empty.setWrapText(true);
        empty.setTextAlignment(TextAlignment.CENTER);
        empty.setPadding(new Insets(12));
        jump.setId("jumpToEnd");
        jump.setTooltip(new Tooltip(Texts.get("view.text.jump.hint")));
        jump.getStyleClass().addAll("accent", "small", "rounded");
        jump.setOnAction(event -> area.follow());
        var stack = new StackPane(area, empty, jump);
        StackPane.setAlignment(jump, Pos.BOTTOM_CENTER);
        StackPane.setMargin(jump, new Insets(0, 0, 12, 0));
        setCenter(stack);

        area.followingProperty().addListener(observable -> updateOverlay());
        model.revisionProperty().addListener(observable -> updateOverlay());
        model.endReasonProperty().addListener(observable -> {
            updateOverlay();
            describe();
        });
        model.selectedTokenProperty().addListener((observable, before, now) -> {
            area.reveal(now.intValue());
            describe();
        });
        area.setAccessibleRole(AccessibleRole.TEXT);
        listenToMouse();
        area.addEventHandler(KeyEvent.KEY_PRESSED, this::keyPressed);
        updateOverlay();
        describe();
    }

    /** Sets what stands here while there is no text. */
    public void setEmptyText(String text) {
        empty.setText(text);
    }

    /** Sets the size of the text in px. */
    public void setFontSize(double size) {
        area.setFontSize(size);
    }

    /** Says whether the view stays at the end while the text grows. */
    public boolean isFollowing() {
        return area.followingProperty().get();
    }

    /** Goes to the end and stays there while the text grows. */
    public void follow() {
        area.follow();
    }

    /** Copies the selected text, or all generated text where nothing is selected, to the clipboard. */
    public void copySelection() {
        copy(selection.text());
    }

    /** Returns what the context menu offers; what is added acts on the selected token, which the pointer selects first. */
    public ObservableList<MenuItem> menuItems() {
        return menu.getItems();
    }

    TokenTextArea area() {
        return area;
    }

    TokenSelection selection() {
        return selection;
    }

    private void updateOverlay() {
        boolean none = model.tokens().isEmpty();
        var header = model.headerProperty().get();
        empty.setVisible(none && (header == null || header.prompt().isEmpty()));
        // Once a run is over there is nothing to follow, and the button would only stand in the text's way.
        jump.setVisible(!none && !isFollowing() && model.endReasonProperty().get() == null);
    }

    private void describe() {
        int token = model.selectedTokenProperty().get();
        area.setAccessibleText(
                token >= 0 && token < model.tokens().size()
                        ? facts.apply(token)
                        : Texts.format("view.text.accessible", model.tokens().size()));
    }

    private void listenToMouse() {
        hover.setOnFinished(event -> showTooltip());
        area.setOnMouseMoved(this::pointerMoved);
        area.setOnMouseExited(event -> {
            model.hoveredTokenProperty().set(RunModel.NONE);
            hover.stop();
            tooltip.hide();
        });
        area.setOnMousePressed(event -> {
            area.requestFocus();
            int token = area.tokenAt(event.getX(), event.getY());
            if (event.getButton() == MouseButton.PRIMARY) {
                wantedX = -1;
                if (token == RunModel.NONE) {
                    selection.clear();
                } else {
                    selection.moveTo(token, event.isShiftDown());
                }
            }
        });
        area.setOnMouseDragged(event -> {
            int token = area.tokenAt(event.getX(), event.getY());
            if (event.getButton() == MouseButton.PRIMARY && token != RunModel.NONE) {
                selection.moveTo(token, true);
            }
        });
        menu.getItems()
                .addAll(
                        item("view.text.copySelection", this::copySelection),
                        item("view.text.copyAll", () -> copy(selection.allText())),
                        item("view.text.selectAll", selection::all));
        area.setOnContextMenuRequested(event -> {
            int token = area.tokenAt(event.getX(), event.getY());
            boolean selected = token >= selection.first() && token <= selection.last();
            if (!event.isKeyboardTrigger() && token != RunModel.NONE && !selected) {
                selection.moveTo(token, false);
            }
            menu.show(area, event.getScreenX(), event.getScreenY());
        });
    }

    private static MenuItem item(String key, Runnable action) {
        var item = new MenuItem(Texts.get(key));
        item.setOnAction(event -> action.run());
        return item;
    }

    private void pointerMoved(MouseEvent event) {
        int token = area.tokenAt(event.getX(), event.getY());
        pointer = new Point2D(event.getScreenX(), event.getScreenY());
        if (token == model.hoveredTokenProperty().get()) {
            return;
        }
        model.hoveredTokenProperty().set(token);
        if (token == RunModel.NONE) {
            hover.stop();
            tooltip.hide();
        } else if (tooltip.isShowing()) {
            showTooltip();
        } else {
            hover.playFromStart();
        }
    }

    private void showTooltip() {
        int token = model.hoveredTokenProperty().get();
        if (token >= 0 && token < model.tokens().size() && getScene() != null) {
            tooltip.setText(facts.apply(token));
            tooltip.show(area, pointer.getX() + BESIDE_POINTER, pointer.getY() + BESIDE_POINTER);
        }
    }

    private void keyPressed(KeyEvent event) {
        boolean extend = event.isShiftDown();
        if (COPY.match(event)) {
            copySelection();
        } else if (SELECT_ALL.match(event)) {
            selection.all();
        } else if (!moved(event.getCode(), event.isShortcutDown(), extend)) {
            return;
        }
        event.consume();
    }

    private boolean moved(KeyCode code, boolean shortcut, boolean extend) {
        int end = model.tokens().size() - 1;
        int caret = selection.caret();
        boolean none = caret == RunModel.NONE;
        switch (code) {
            case LEFT -> to(none ? end : caret - 1, extend);
            case RIGHT -> to(none ? 0 : caret + 1, extend);
            case UP -> byLines(-1, extend);
            case DOWN -> byLines(1, extend);
            case PAGE_UP -> byLines(1 - area.visibleLines(), extend);
            case PAGE_DOWN -> byLines(area.visibleLines() - 1, extend);
            case HOME -> to(shortcut || none ? 0 : lineEdge(caret, true), extend);
            case END -> {
                if (shortcut) {
                    area.follow();
                }
                to(shortcut || none ? end : lineEdge(caret, false), extend);
            }
            case ESCAPE -> selection.clear();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void to(int token, boolean extend) {
        wantedX = -1;
        selection.moveTo(token, extend);
    }

    /** Moves up or down and keeps the place within the line it began at. */
    private void byLines(int lines, boolean extend) {
        var flow = area.flow();
        int caret = selection.caret();
        if (flow.lines() == 0) {
            return;
        }
        if (caret == RunModel.NONE || caret >= flow.tokens()) {
            to(lines > 0 ? 0 : model.tokens().size() - 1, extend);
            return;
        }
        int line = flow.firstLine(caret);
        double x = wantedX >= 0 ? wantedX : centre(line, caret);
        int target = Math.clamp(line + lines, 0, flow.lines() - 1);
        int token = area.nearestToken(target, x);
        if (token != RunModel.NONE) {
            boolean beganAbove = flow.firstLine(token) < target && flow.firstLine(token) >= Math.min(line, target);
            selection.moveTo(beganAbove ? token + 1 : token, extend);
        }
        wantedX = x;
    }

    private double centre(int line, int token) {
        for (var piece : area.flow().line(line)) {
            if (piece.token() == token) {
                return piece.x() + piece.width() / 2;
            }
        }
        return 0;
    }

    private int lineEdge(int caret, boolean start) {
        if (caret >= area.flow().tokens()) {
            return caret;
        }
        var pieces = area.flow().line(area.flow().firstLine(caret));
        return start ? pieces.getFirst().token() : pieces.getLast().token();
    }

    private static void copy(String text) {
        var content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
