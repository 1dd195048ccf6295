package org.d3explorer.ui.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/**
 * One run as the views see it, live or replayed: what happened so far, and what the views share (selection, zoom,
 * colours). Holds no scene classes. Interface thread only.
 *
 * <p>The lists only grow between two {@link #begin}s, and only inside {@link #append}, which bumps {@link #revision} once.
 * A view listens to the revision, asks for {@code tokens().size()} and draws what is new. {@link #run} changes whenever the
 * lists start over, before the revision does.
 */
public final class RunModel {
    /** Value of {@link #selectedToken} and its like when there is none. */
    public static final int NONE = -1;

    private final List<TokenRecord> tokens = new ArrayList<>();
    private final List<ReferenceRecord> references = new ArrayList<>();
    private final List<DepthChange> changes = new ArrayList<>();
    private final List<TokenRecord> tokensView = Collections.unmodifiableList(tokens);
    private final List<ReferenceRecord> referencesView = Collections.unmodifiableList(references);
    private final List<DepthChange> changesView = Collections.unmodifiableList(changes);

    private final ReadOnlyObjectWrapper<@Nullable RunHeader> header = new ReadOnlyObjectWrapper<>(this, "header");
    private final ReadOnlyObjectWrapper<@Nullable EndReason> endReason = new ReadOnlyObjectWrapper<>(this, "endReason");
    private final ReadOnlyLongWrapper revision = new ReadOnlyLongWrapper(this, "revision");
    private final ReadOnlyLongWrapper run = new ReadOnlyLongWrapper(this, "run");
    private final IntegerProperty selectedToken = new SimpleIntegerProperty(this, "selectedToken", NONE);
    private final IntegerProperty hoveredToken = new SimpleIntegerProperty(this, "hoveredToken", NONE);
    private final IntegerProperty firstVisible = new SimpleIntegerProperty(this, "firstVisible");
    private final IntegerProperty lastVisible = new SimpleIntegerProperty(this, "lastVisible", NONE);
    private final BooleanProperty wholeRunVisible = new SimpleBooleanProperty(this, "wholeRunVisible", true);
    private final ObjectProperty<ColorMode> colorMode = new SimpleObjectProperty<>(this, "colorMode", ColorMode.DEPTH);
    private final StringProperty caption = new SimpleStringProperty(this, "caption", "");
    private final IntegerProperty driftToken = new SimpleIntegerProperty(this, "driftToken", NONE);

    /** Forgets the run shown and starts an empty one. */
    public void begin(RunHeader next) {
        reset(next);
    }

    /** Forgets the run shown. */
    public void clear() {
        reset(null);
    }

    /**
     * Adds what happened since the last call, in order, and bumps the revision once. Call it at most once a pulse.
     *
     * @param newChanges depth configurations that came into force
     * @param newTokens tokens, following the last one
     * @param newReferences reference records, following the last one; they trail the tokens
     */
    public void append(List<DepthChange> newChanges, List<TokenRecord> newTokens, List<ReferenceRecord> newReferences) {
        changes.addAll(newChanges);
        tokens.addAll(newTokens);
        references.addAll(newReferences);
        if (wholeRunVisible.get()) {
            lastVisible.set(tokens.size() - 1);
        }
        touch();
    }

    /** Records why the run ended. */
    public void end(EndReason reason) {
        endReason.set(reason);
        touch();
    }

    /** Returns the tokens so far; element i is T_i. A live, unmodifiable view. */
    public List<TokenRecord> tokens() {
        return tokensView;
    }

    /** Returns the reference records so far, ascending by token; a branch has none of its first. A live, unmodifiable view. */
    public List<ReferenceRecord> references() {
        return referencesView;
    }

    /** Returns the reference record of T_i, or null where the reference is off, has not come so far, or passed it over. */
    public @Nullable ReferenceRecord reference(int index) {
        int low = 0;
        int high = references.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = references.get(middle).index();
            if (found == index) {
                return references.get(middle);
            }
            if (found < index) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Returns the depth configurations in order of the token they apply from; the first has index 0. A live view. */
    public List<DepthChange> changes() {
        return changesView;
    }

    /** Returns the configuration in force for T_i, or null before the run has one. */
    public @Nullable DepthChange changeAt(int index) {
        DepthChange found = null;
        for (var change : changes) {
            if (change.index() > index) {
                break;
            }
            found = change;
        }
        return found;
    }

    /** Returns what the run was made of, null while no run is shown. */
    public ReadOnlyObjectProperty<@Nullable RunHeader> headerProperty() {
        return header.getReadOnlyProperty();
    }

    /** Returns L of the run shown, 0 while none is. */
    public int layers() {
        var shown = header.get();
        return shown == null ? 0 : shown.layers();
    }

    /** Returns why the run ended, null while it has not. */
    public ReadOnlyObjectProperty<@Nullable EndReason> endReasonProperty() {
        return endReason.getReadOnlyProperty();
    }

    /** Returns a counter that grows once for every batch; views redraw on it. */
    public ReadOnlyLongProperty revisionProperty() {
        return revision.getReadOnlyProperty();
    }

    /** Returns a counter that grows whenever the lists start over. */
    public ReadOnlyLongProperty runProperty() {
        return run.getReadOnlyProperty();
    }

    /** Returns the selected token's index, or {@link #NONE}. */
    public IntegerProperty selectedTokenProperty() {
        return selectedToken;
    }

    /** Returns the index of the token under the pointer in any of the views (the linked cursor), or {@link #NONE}. */
    public IntegerProperty hoveredTokenProperty() {
        return hoveredToken;
    }

    /** Returns the first token on the shared axis. */
    public IntegerProperty firstVisibleProperty() {
        return firstVisible;
    }

    /** Returns the last token on the shared axis, inclusive; {@link #NONE} without tokens. */
    public IntegerProperty lastVisibleProperty() {
        return lastVisible;
    }

    /** Returns whether the shared axis shows the whole run and grows with it; a view that zooms sets it to false. */
    public BooleanProperty wholeRunVisibleProperty() {
        return wholeRunVisible;
    }

    /** Returns what the tokens' backgrounds stand for. */
    public ObjectProperty<ColorMode> colorModeProperty() {
        return colorMode;
    }

    /** Returns the token from which the windowed mean KL passes the user's limit, or {@link #NONE}. */
    public IntegerProperty driftTokenProperty() {
        return driftToken;
    }

    /** Returns which of several branches of a run is shown, for pictures of it; empty for the only one. */
    public StringProperty captionProperty() {
        return caption;
    }

    /** Shows the whole run on the shared axis again. */
    public void showWholeRun() {
        wholeRunVisible.set(true);
        firstVisible.set(0);
        lastVisible.set(tokens.size() - 1);
    }

    /** Zooms the shared axis; clamps to the run. */
    public void showRange(int first, int last) {
        int end = Math.max(0, tokens.size() - 1);
        wholeRunVisible.set(false);
        firstVisible.set(Math.clamp(first, 0, end));
        lastVisible.set(Math.clamp(last, firstVisible.get(), end));
    }

    /** Takes back what refers to tokens while they are still there, so that no listener meets an index without its token. */
    private void reset(@Nullable RunHeader next) {
        selectedToken.set(NONE);
        hoveredToken.set(NONE);
        driftToken.set(NONE);
        tokens.clear();
        references.clear();
        changes.clear();
        header.set(next);
        run.set(run.get() + 1);
        endReason.set(null);
        showWholeRun();
        touch();
    }

    private void touch() {
        revision.set(revision.get() + 1);
    }
}
