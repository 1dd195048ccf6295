package org.d3explorer.runtime;

import java.util.concurrent.CountDownLatch;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/** A program of its own: loads the tiny model, decodes on another thread, and ends while that goes on. */
final class ExitDuringRun {
    static final int EXIT_CODE = 7;

    private ExitDuringRun() {}

    public static void main(String[] arguments) throws InterruptedException {
        var sequence = TinyModel.open().open(TinyModel.CAPACITY);
        var running = new CountDownLatch(100);
        var decoding = new Thread(() -> {
            var measurement = new StepMeasurement(4);
            while (true) {
                sequence.step(5, LayerSet.all(4), KvPolicy.BACKFILL, measurement);
                sequence.truncate(0);
                running.countDown();
            }
        });
        decoding.start();
        running.await();
        System.exit(EXIT_CODE);
    }
}
