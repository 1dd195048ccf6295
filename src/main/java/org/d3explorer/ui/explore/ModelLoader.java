package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** Loads models, one in place of the other. Interface thread only. */
final class ModelLoader {
    private final EngineService engine;
    private final EngineUse use;
    private final NoticeCenter notices;
    private final Executor interfaceThread;
    private final ReadOnlyObjectWrapper<@Nullable ModelInfo> model = new ReadOnlyObjectWrapper<>(this, "model");

    ModelLoader(EngineService engine, EngineUse use, NoticeCenter notices, Executor interfaceThread) {
        this.engine = engine;
        this.use = use;
        this.notices = notices;
        this.interfaceThread = interfaceThread;
    }

    /**
     * Loads a bundle; the model before is given up, and none is there where loading fails.
     *
     * @param folder the bundle
     * @param ready is handed the model when it is loaded, before anything can begin with it
     * @param ended runs when it is ready to be used, or has failed
     */
    void load(Path folder, Consumer<ModelInfo> ready, Runnable ended) {
        use.begin(RunState.LOADING, Texts.format("activity.loading", folder.getFileName()));
        engine.load(
                folder,
                (info, failure) -> interfaceThread.execute(() -> {
                    if (info == null) {
                        failed(failure);
                    } else {
                        loaded(info, ready);
                    }
                    ended.run();
                }));
    }

    private void failed(@Nullable Throwable failure) {
        model.set(null);
        use.end(RunState.NO_MODEL, Texts.get("activity.noModel"));
        if (failure != null && !(failure instanceof CancellationException)) {
            notices.failed(failure);
        }
    }

    private void loaded(ModelInfo info, Consumer<ModelInfo> ready) {
        model.set(info);
        ready.accept(info);
        use.end(RunState.READY, Texts.format("activity.ready", info.manifest().name()));
        info.fallback().ifPresent(line -> notices.show(Severity.WARNING, line, ""));
    }

    /** Returns the model loaded, null while there is none. */
    @Nullable
    ModelInfo now() {
        return model.get();
    }

    ReadOnlyObjectProperty<@Nullable ModelInfo> modelProperty() {
        return model.getReadOnlyProperty();
    }
}
