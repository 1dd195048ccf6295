package org.d3explorer.ui.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.value.ChangeListener;
import javafx.geometry.Orientation;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.ScrollBar;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Font;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a run's text, prompt first, that are in sight: one canvas a visible line, drawn again only when something
 * on it changed. So a frame costs the same whether the run has forty tokens or four thousand.
 *
 * <p>Everything happens in {@link #layoutChildren}, at most once a pulse, however often the model changes.
 */
final class TokenTextArea extends ThemedRegion {
    private static final double LINE_SPACING = 1.65;
    private static final double MARGIN = 12;
    private static final double DEFAULT_FONT_SIZE = 14;

    private final RunModel model;
    private final TokenColors colors;
    private final TokenLinePainter painter;
    private final Pane canvases = new Pane();
    private final Rectangle clip = new Rectangle();
    private final ScrollBar scrollBar = new ScrollBar();
    private final ReadOnlyBooleanWrapper following = new ReadOnlyBooleanWrapper(this, "following", true);
    private final Map<Integer, Line> shown = new HashMap<>();
    private final Deque<Line> spare = new ArrayDeque<>();
    private final ChangeListener<Object> redraw = (observable, before, now) -> markAllDirty();

    private TextMeasure measure = new TextMeasure(Font.font("System", DEFAULT_FONT_SIZE));
    private TokenFlow prompt = new TokenFlow(measure, 1);
    private TokenFlow text = new TokenFlow(measure, 1);
    private double lineHeight = Math.ceil(DEFAULT_FONT_SIZE * LINE_SPACING);
    private double scroll;
    private double laidOutHeight;
    private boolean restart = true;
    private int referencesSeen;
    private int changesSeen;

    /** A line in sight and the canvas it is drawn on. */
    private static final class Line {
        final Canvas canvas = new Canvas();
        boolean dirty = true;
    }

    TokenTextArea(RunModel model, TokenColors colors) {
        this.model = model;
        this.colors = colors;
        painter = new TokenLinePainter(this, model, colors);
        scrollBar.setOrientation(Orientation.VERTICAL);
        scrollBar.setFocusTraversable(false);
        canvases.setClip(clip);
        canvases.setManaged(false);
        canvases.setMouseTransparent(true);
        getChildren().addAll(canvases, scrollBar);
        getStyleClass().add("token-text");
        setFocusTraversable(true);
        setMinSize(120, 60);

        model.revisionProperty().addListener((observable, before, now) -> requestLayout());
        model.runProperty().addListener((observable, before, now) -> {
            restart = true;
            follow();
        });
        model.colorModeProperty().addListener(redraw);
        model.driftTokenProperty().addListener(redraw);
        model.hoveredTokenProperty()
                .addListener((observable, before, now) -> markDirty(before.intValue(), now.intValue()));
        model.selectedTokenProperty()
                .addListener((observable, before, now) -> markDirty(before.intValue(), now.intValue()));
        scrollBar.valueProperty().addListener((observable, before, now) -> scrollTo(now.doubleValue()));
        setOnScroll(event -> {
            scrollTo(scroll - event.getDeltaY() * (event.isInertia() ? 1 : 1.5));
            event.consume();
        });
    }

    /** Returns whether the view stays at the end while the text grows. */
    ReadOnlyBooleanProperty followingProperty() {
        return following.getReadOnlyProperty();
    }

    /** Goes to the end and stays there while the text grows. */
    void follow() {
        following.set(true);
        requestLayout();
    }

    /** Sets the size of the text in px. */
    void setFontSize(double size) {
        measure = new TextMeasure(Font.font("System", size));
        lineHeight = Math.ceil(size * LINE_SPACING);
        prompt = new TokenFlow(measure, 1);
        text = new TokenFlow(measure, 1);
        restart = true;
        requestLayout();
    }

    /** Marks tokens from..to, both inclusive, as selected. */
    void select(int from, int to) {
        painter.select(from, to);
        markAllDirty();
    }

    /** Returns the lines of the generated text as laid out last. */
    TokenFlow flow() {
        return text;
    }

    /** Returns the height of a line in px. */
    double lineHeight() {
        return lineHeight;
    }

    /** Returns the number of lines that fit, at least 1. */
    int visibleLines() {
        return (int) Math.max(1, getHeight() / lineHeight);
    }

    /**
     * Returns the token at a place in this region.
     *
     * @return its index, or {@link RunModel#NONE}
     */
    int tokenAt(double x, double y) {
        int line = (int) Math.floor((y + scroll) / lineHeight) - textOffset();
        return line < 0 || line >= text.lines() ? RunModel.NONE : tokenOnLine(line, x - MARGIN, false);
    }

    /**
     * Returns the token nearest to an x on a line of the generated text.
     *
     * @param line 0..lines−1
     * @param x in px from the line's left edge
     * @return its index, or {@link RunModel#NONE} on an empty line
     */
    int nearestToken(int line, double x) {
        return tokenOnLine(line, x, true);
    }

    private int tokenOnLine(int line, double x, boolean nearest) {
        var pieces = text.line(line);
        for (var piece : pieces) {
            if (x < piece.end() && (nearest || x >= piece.x())) {
                return piece.token();
            }
        }
        return nearest && !pieces.isEmpty() ? pieces.getLast().token() : RunModel.NONE;
    }

    /** Scrolls as little as needed to bring a token into sight. */
    void reveal(int token) {
        if (token < 0 || token >= model.tokens().size()) {
            return;
        }
        layout();
        if (token >= text.tokens()) {
            return;
        }
        double top = top(token);
        double bottom = bottom(token);
        if (top < scroll) {
            scrollTo(top);
        } else if (bottom > scroll + getHeight()) {
            scrollTo(bottom - getHeight());
        }
    }

    /** Moves by a distance in px, downwards if positive. */
    void scrollBy(double distance) {
        scrollTo(scroll + distance);
    }

    private void scrollTo(double target) {
        double end = scrollEnd();
        double next = Math.clamp(target, 0, end);
        if (next == scroll) {
            return;
        }
        scroll = next;
        following.set(scroll >= end - 1);
        requestLayout();
    }

    private double scrollEnd() {
        return Math.max(0, (textOffset() + text.lines()) * lineHeight + MARGIN - getHeight());
    }

    /** Returns the number of lines above the generated text: the prompt's and one for the rule below it. */
    private int textOffset() {
        return prompt.lines() == 0 ? 0 : prompt.lines() + 1;
    }

    @Override
    void themeChanged() {
        markAllDirty();
    }

    private void markAllDirty() {
        shown.values().forEach(line -> line.dirty = true);
        requestLayout();
    }

    private void markDirty(int... tokens) {
        for (int token : tokens) {
            if (token >= 0 && token < text.tokens()) {
                for (int line = text.firstLine(token); line <= text.lastLine(token); line++) {
                    markLineDirty(textOffset() + line);
                }
            }
        }
        requestLayout();
    }

    private void markLineDirty(int line) {
        Line known = shown.get(line);
        if (known != null) {
            known.dirty = true;
        }
    }

    @Override
    protected void layoutChildren() {
        double barWidth = scrollBar.prefWidth(-1);
        double width = Math.max(1, getWidth() - barWidth);
        if (restart || text.width() != Math.max(1, width - 2 * MARGIN)) {
            restart(width);
        }
        takeNews();
        if (getHeight() < laidOutHeight) {
            keepSelectedInSight();
        }
        laidOutHeight = getHeight();
        if (following.get()) {
            scroll = scrollEnd();
        }
        scroll = Math.clamp(scroll, 0, scrollEnd());
        layOutScrollBar(barWidth);
        clip.setWidth(width);
        clip.setHeight(getHeight());
        showLines(width);
    }

    /** What opens below the text when a token is selected must not push that token out of sight. */
    private void keepSelectedInSight() {
        int token = model.selectedTokenProperty().get();
        if (token < 0 || token >= text.tokens()) {
            return;
        }
        double top = top(token);
        double bottom = bottom(token);
        boolean wasInSight = top >= scroll && bottom <= scroll + laidOutHeight;
        if (wasInSight && top < scrollEnd()) {
            following.set(false);
            scroll = Math.max(scroll, bottom - getHeight());
        }
    }

    private double top(int token) {
        return (textOffset() + text.firstLine(token)) * lineHeight;
    }

    private double bottom(int token) {
        return (textOffset() + text.lastLine(token) + 1) * lineHeight;
    }

    private void restart(double width) {
        int anchor = restart ? RunModel.NONE : firstTokenInSight();
        if (restart) {
            painter.restart();
            referencesSeen = 0;
            changesSeen = 0;
        }
        restart = false;
        prompt.restart(Math.max(1, width - 2 * MARGIN));
        text.restart(Math.max(1, width - 2 * MARGIN));
        var header = model.headerProperty().get();
        if (header != null && !header.prompt().isEmpty()) {
            prompt.append(List.of(header.prompt()));
        }
        takeTokens();
        markAllDirty();
        if (anchor != RunModel.NONE) {
            scroll = (textOffset() + text.firstLine(anchor)) * lineHeight;
        }
    }

    private int firstTokenInSight() {
        int line = Math.max(0, (int) Math.ceil(scroll / lineHeight) - textOffset());
        return line < text.lines() && !text.line(line).isEmpty() && scroll >= textOffset() * lineHeight
                ? text.line(line).getFirst().token()
                : RunModel.NONE;
    }

    private void takeNews() {
        takeTokens();
        for (; changesSeen < model.changes().size(); changesSeen++) {
            int token = model.changes().get(changesSeen).index();
            painter.markChange(token);
            markDirty(token);
        }
        for (; referencesSeen < model.references().size(); referencesSeen++) {
            markDirty(model.references().get(referencesSeen).index());
        }
        if (colors.fitLatency() && model.colorModeProperty().get() == ColorMode.LATENCY) {
            markAllDirty();
        }
    }

    private void takeTokens() {
        int known = text.tokens();
        if (known == model.tokens().size()) {
            return;
        }
        var fresh = new ArrayList<String>();
        for (TokenRecord token : model.tokens().subList(known, model.tokens().size())) {
            fresh.add(token.text());
        }
        for (int line = text.append(fresh); line < text.lines(); line++) {
            markLineDirty(textOffset() + line);
        }
    }

    private void layOutScrollBar(double barWidth) {
        double end = scrollEnd();
        scrollBar.setMax(end);
        scrollBar.setVisibleAmount(end <= 0 ? 1 : end * getHeight() / (end + getHeight()));
        scrollBar.setUnitIncrement(lineHeight);
        scrollBar.setBlockIncrement(Math.max(lineHeight, getHeight() - lineHeight));
        scrollBar.setVisible(end > 0);
        scrollBar.setValue(scroll);
        scrollBar.resizeRelocate(getWidth() - barWidth, 0, barWidth, getHeight());
    }

    private void showLines(double width) {
        int lines = textOffset() + text.lines();
        int first = (int) Math.max(0, Math.floor(scroll / lineHeight));
        int last = (int) Math.min(lines - 1.0, Math.floor((scroll + getHeight()) / lineHeight));
        shown.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey() < first || entry.getKey() > last;
            if (gone) {
                entry.getValue().canvas.setVisible(false);
                spare.push(entry.getValue());
            }
            return gone;
        });
        for (int index = first; index <= last; index++) {
            Line line = shown.get(index);
            if (line == null) {
                line = takeLine();
                shown.put(index, line);
            }
            draw(line, index, width);
            line.canvas.relocate(0, snapPositionY(index * lineHeight - scroll));
        }
    }

    private Line takeLine() {
        @Nullable Line line = spare.poll();
        if (line == null) {
            line = new Line();
            canvases.getChildren().add(line.canvas);
        }
        line.dirty = true;
        line.canvas.setVisible(true);
        return line;
    }

    private void draw(Line line, int index, double width) {
        if (line.canvas.getWidth() != width || line.canvas.getHeight() != lineHeight) {
            line.canvas.setWidth(width);
            line.canvas.setHeight(lineHeight);
            line.dirty = true;
        }
        if (!line.dirty) {
            return;
        }
        line.dirty = false;
        var g = line.canvas.getGraphicsContext2D();
        int generated = index - textOffset();
        if (generated >= 0) {
            var pieces = text.line(generated);
            boolean continued =
                    !pieces.isEmpty() && text.firstLine(pieces.getFirst().token()) < generated;
            painter.paintTokens(g, pieces, measure.font(), lineHeight, MARGIN, width, continued);
        } else if (index < prompt.lines()) {
            painter.paintPrompt(g, prompt.line(index), measure.font(), lineHeight, MARGIN);
        } else {
            painter.paintRule(g, lineHeight, MARGIN, width - MARGIN);
        }
    }
}
