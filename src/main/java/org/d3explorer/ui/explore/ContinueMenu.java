package org.d3explorer.ui.explore;

import java.util.List;
import javafx.collections.ObservableList;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.d3explorer.trace.Candidate;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.RunModel;
import org.d3explorer.ui.view.TokenFacts;
import org.kordamp.ikonli.javafx.FontIcon;

/** Makes branches from the context menu of the text: of the selected token, with the depth set now or another candidate. */
final class ContinueMenu {
    private final ExploreViewModel model;
    private final MenuItem depth = new MenuItem(Texts.get("explore.continue"), new FontIcon("mdi2s-source-branch"));
    private final Menu alternatives = new Menu(Texts.get("explore.continue.with"));

    ContinueMenu(ExploreViewModel model) {
        this.model = model;
        depth.setId("continueDepth");
        alternatives.setId("continueWith");
        depth.setOnAction(event -> model.continueFromSelected());
        model.run().selectedTokenProperty().addListener((observable, before, now) -> update());
        model.stateProperty().addListener((observable, before, now) -> update());
        update();
    }

    /** Adds the menu behind what is there. */
    void addTo(ObservableList<MenuItem> items) {
        items.addAll(new SeparatorMenuItem(), depth, alternatives);
    }

    private void update() {
        int selected = model.run().selectedTokenProperty().get();
        var tokens = model.run().tokens();
        boolean possible =
                model.stateProperty().get() == RunState.READY && selected != RunModel.NONE && selected < tokens.size();
        depth.setDisable(!possible);
        alternatives
                .getItems()
                .setAll(
                        possible
                                ? tokens.get(selected).candidates().stream()
                                        .filter(candidate -> candidate.id()
                                                != tokens.get(selected).id())
                                        .map(candidate -> item(selected, candidate))
                                        .toList()
                                : List.of());
        alternatives.setDisable(alternatives.getItems().isEmpty());
    }

    private MenuItem item(int token, Candidate candidate) {
        var item =
                new MenuItem(TokenFacts.quoted(candidate.text()) + "   " + Figures.percent(candidate.probability(), 1));
        item.setId("continueWith-" + candidate.id());
        item.setMnemonicParsing(false);
        item.setOnAction(event -> model.branch(token, candidate));
        return item;
    }
}
