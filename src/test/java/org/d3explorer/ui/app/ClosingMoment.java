package org.d3explorer.ui.app;

import static org.d3explorer.ui.app.WindowFixture.onInterfaceThread;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.d3explorer.ui.explore.RunState;
import org.testfx.util.WaitForAsyncUtils;

/** Something the engine is in the middle of while the window is closed. */
enum ClosingMoment {
    LOADING {
        @Override
        void reach(WindowFixture ui, RandomGenerator random) {
            if (random.nextBoolean()) {
                onInterfaceThread(ui.explore()::generate);
            }
            pause(random, 600);
        }
    },
    PREFILL {
        @Override
        void reach(WindowFixture ui, RandomGenerator random) throws TimeoutException {
            generate(ui, "The river runs past the old mill and on into the valley. ".repeat(120), 50);
            pause(random, 600);
        }
    },
    DECODE {
        @Override
        void reach(WindowFixture ui, RandomGenerator random) throws TimeoutException {
            generate(ui, PROMPT, 400);
            await(() -> !ui.run().tokens().isEmpty());
            pause(random, 300);
        }
    },
    REFERENCE_PASS {
        @Override
        void reach(WindowFixture ui, RandomGenerator random) throws TimeoutException {
            generate(ui, PROMPT, 400);
            await(() -> ui.run().tokens().size() >= 15);
            pause(random, 60);
        }
    },
    PAUSE {
        @Override
        void reach(WindowFixture ui, RandomGenerator random) throws TimeoutException {
            generate(ui, PROMPT, 400);
            int tokens = 1 + random.nextInt(5);
            await(() -> ui.run().tokens().size() >= tokens);
            onInterfaceThread(ui.explore()::pauseOrResume);
            pause(random, 50);
        }
    },
    SPEEDUP_MEASUREMENT {
        @Override
        void reach(WindowFixture ui, RandomGenerator random) throws TimeoutException {
            finishRun(ui);
            onInterfaceThread(ui.explore()::measure);
            pause(random, 400);
        }
    },
    LOGIT_LENS {
        @Override
        void reach(WindowFixture ui, RandomGenerator random) throws TimeoutException {
            finishRun(ui);
            onInterfaceThread(() -> ui.run().selectedTokenProperty().set(7));
            var lens = onInterfaceThread(() -> ui.explore().lens());
            var _ = onInterfaceThread(() -> lens.look(7, share -> {}));
            pause(random, 60);
        }
    },
    COMPARISON {
        @Override
        void reach(WindowFixture ui, RandomGenerator random) throws TimeoutException {
            awaitReady(ui);
            var compare = ui.window.compare().model();
            onInterfaceThread(() -> {
                ui.explore().prompt().textProperty().set(PROMPT);
                compare.maxNewTokensProperty().set(10);
                compare.ignoreEndTokensProperty().set(true);
                compare.compare();
            });
            pause(random, 700);
        }
    };

    private static final int PATIENCE_SECONDS = 60;
    private static final String PROMPT = "Tell me about rivers.";

    /**
     * Brings a window that has just been opened there.
     *
     * @param random decides how far
     */
    abstract void reach(WindowFixture ui, RandomGenerator random) throws TimeoutException;

    private static void generate(WindowFixture ui, String prompt, int tokens) throws TimeoutException {
        awaitReady(ui);
        onInterfaceThread(() -> {
            ui.explore().prompt().textProperty().set(prompt);
            ui.explore().depth().maxNewTokensProperty().set(tokens);
            ui.explore().ignoreEndTokensProperty().set(true);
            ui.explore().referenceProperty().set(true);
            ui.explore().generate();
        });
    }

    private static void finishRun(WindowFixture ui) throws TimeoutException {
        generate(ui, PROMPT, 10);
        await(ui.explore()::canMeasure);
    }

    private static void awaitReady(WindowFixture ui) throws TimeoutException {
        await(() -> ui.explore().stateProperty().get() == RunState.READY);
    }

    /** Looks more often than {@link WindowFixture#await}, and leaves the interface thread at work. */
    private static void await(Supplier<Boolean> condition) throws TimeoutException {
        WaitForAsyncUtils.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS, () -> onInterfaceThread(condition));
    }

    private static void pause(RandomGenerator random, int mostMillis) {
        LockSupport.parkNanos(random.nextInt(mostMillis + 1) * 1_000_000L);
    }
}
