package org.d3explorer.trace;

import java.nio.file.Path;

/**
 * A process that records one run after another until it is killed, or so many, naming on standard output what it has handed
 * over.
 */
public final class RecordingChild {
    private static final String[] FORMS = {".json.gz", ".json", ".jsonl"};

    private RecordingChild() {}

    /**
     * Records.
     *
     * @param arguments folder, seed, tokens a run, pause between tokens in ms, and runs; without the last until killed
     */
    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[0]);
        var traces = new RandomTraces(Long.parseLong(arguments[1]));
        int tokens = Integer.parseInt(arguments[2]);
        int pause = Integer.parseInt(arguments[3]);
        int runs = arguments.length > 4 ? Integer.parseInt(arguments[4]) : Integer.MAX_VALUE;
        for (int run = 0; run < runs; run++) {
            Trace trace = traces.typical(tokens);
            String name = "run-" + run + ".d3trace" + FORMS[run % FORMS.length];
            var recorder = TraceRecorder.begin(folder.resolve(name), trace.header());
            for (TokenRecord token : trace.tokens()) {
                trace.changes().stream()
                        .filter(change -> change.index() == token.index())
                        .forEach(recorder::depthChanged);
                recorder.token(token);
                System.out.println(name + " " + token.index());
                System.out.flush();
                Thread.sleep(pause);
            }
            recorder.ended(EndReason.MAX_NEW_TOKENS, null);
            recorder.finish();
            System.out.println(name + " finished");
            System.out.flush();
        }
    }
}
