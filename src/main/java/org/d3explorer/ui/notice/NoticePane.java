package org.d3explorer.ui.notice;

import atlantafx.base.theme.Styles;
import java.util.function.Predicate;
import javafx.animation.Animation;
import javafx.animation.PauseTransition;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.text.Texts;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignA;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;
import org.kordamp.ikonli.materialdesign2.MaterialDesignI;

/**
 * Shows notices over the window's upper right corner: the newest as it comes, all of them on demand. What is only good to
 * know goes away by itself; errors stay until dismissed.
 */
public final class NoticePane extends VBox {
    private static final int SHOWN_AT_ONCE = 3;
    private static final Duration INFO_STAYS = Duration.seconds(6);

    private final NoticeCenter center;
    private final VBox cards = new VBox(8);
    private final Label empty = new Label(Texts.get("notice.none"));
    private final BooleanProperty showingAll = new SimpleBooleanProperty(this, "showingAll");
    private final PauseTransition fade = new PauseTransition(INFO_STAYS);
    private Predicate<Notice> seen = notice -> false;

    /** Makes a pane that follows the centre. */
    public NoticePane(NoticeCenter center) {
        this.center = center;
        getStyleClass().add("notice-pane");
        setPickOnBounds(false);
        setMaxSize(420, Region.USE_PREF_SIZE);
        var scroll = new ScrollPane(cards);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.prefViewportHeightProperty().bind(cards.heightProperty());
        scroll.getStyleClass().add("notice-scroll");
        empty.getStyleClass().addAll("notice-card", Styles.TEXT_MUTED);
        empty.setMaxWidth(Double.MAX_VALUE);
        getChildren().setAll(scroll);
        fade.setOnFinished(event -> hideInfos());
        showingAll.addListener(observable -> render());
        center.notices().addListener((ListChangeListener<Notice>) change -> {
            fade.playFromStart();
            render();
        });
        render();
    }

    /** Returns whether all notices are listed rather than the newest. */
    public BooleanProperty showingAllProperty() {
        return showingAll;
    }

    private void hideInfos() {
        var newest =
                center.notices().isEmpty() ? null : center.notices().getFirst().at();
        if (newest != null) {
            seen = notice -> notice.severity() == Severity.INFO && !notice.at().isAfter(newest);
        }
        render();
    }

    private void render() {
        cards.getChildren().clear();
        if (showingAll.get()) {
            center.notices().forEach(notice -> cards.getChildren().add(card(notice)));
            if (center.notices().isEmpty()) {
                cards.getChildren().add(empty);
            }
        } else {
            center.notices().stream().filter(seen.negate()).limit(SHOWN_AT_ONCE).forEach(notice -> cards.getChildren()
                    .add(card(notice)));
        }
        setVisible(!cards.getChildren().isEmpty());
        setManaged(isVisible());
        if (cards.getChildren().isEmpty() && fade.getStatus() == Animation.Status.RUNNING) {
            fade.stop();
        }
    }

    private Node card(Notice notice) {
        var icon = new FontIcon(
                switch (notice.severity()) {
                    case INFO -> MaterialDesignI.INFORMATION_OUTLINE;
                    case WARNING -> MaterialDesignA.ALERT_OUTLINE;
                    case ERROR -> MaterialDesignA.ALERT_CIRCLE_OUTLINE;
                });
        var cause = wrapped(notice.count() > 1 ? notice.cause() + "  ×" + notice.count() : notice.cause());
        var close = new Button(null, new FontIcon(MaterialDesignC.CLOSE));
        close.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
        close.setAccessibleText(Texts.get("notice.dismiss"));
        close.setTooltip(new Tooltip(Texts.get("notice.dismiss")));
        close.setOnAction(event -> center.dismiss(notice));
        var top = new HBox(8, icon, cause, close);
        HBox.setHgrow(cause, Priority.ALWAYS);
        var card = new VBox(6, top);
        card.getStyleClass().addAll("notice-card", notice.severity().name().toLowerCase(java.util.Locale.ROOT));
        if (!notice.remedy().isEmpty()) {
            var remedy = wrapped(notice.remedy());
            remedy.getStyleClass().add(Styles.TEXT_MUTED);
            card.getChildren().add(remedy);
        }
        if (!notice.details().isEmpty()) {
            addDetails(card, notice);
        }
        return card;
    }

    private static void addDetails(VBox card, Notice notice) {
        var text = new TextArea(notice.details());
        text.setEditable(false);
        text.setPrefRowCount(8);
        text.getStyleClass().add("notice-details");
        text.setVisible(false);
        text.managedProperty().bind(text.visibleProperty());
        var details = new Button(Texts.get("notice.details"));
        details.getStyleClass().add(Styles.SMALL);
        details.setOnAction(event -> {
            text.setVisible(!text.isVisible());
            details.setText(Texts.get(text.isVisible() ? "notice.details.hide" : "notice.details"));
        });
        var copy = new Button(Texts.get("notice.copy"));
        copy.getStyleClass().add(Styles.SMALL);
        copy.setOnAction(event -> {
            var content = new ClipboardContent();
            content.putString(notice.toText());
            Clipboard.getSystemClipboard().setContent(content);
            copy.setText(Texts.get("notice.copied"));
        });
        card.getChildren().addAll(new HBox(8, details, copy), text);
    }

    private static Label wrapped(String text) {
        var label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }
}
