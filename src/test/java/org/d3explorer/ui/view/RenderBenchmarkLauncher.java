package org.d3explorer.ui.view;

import atlantafx.base.theme.PrimerLight;
import java.lang.management.ManagementFactory;

/** Runs the benchmark of the views by hand. */
public final class RenderBenchmarkLauncher {
    private RenderBenchmarkLauncher() {}

    /** Prints the figures. */
    public static void main(String[] arguments) throws InterruptedException {
        var settings = RenderBenchmark.Settings.standard(new PrimerLight().getUserAgentStylesheet());
        System.out.println(RenderBenchmark.run(settings).toText());
        var threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            var thread = threads.getThreadInfo(id);
            long millis = threads.getThreadCpuTime(id) / 1_000_000;
            if (thread != null && millis > 50) {
                System.out.println(thread.getThreadName() + ": " + millis + " ms of processor time");
            }
        }
        System.exit(0);
    }
}
