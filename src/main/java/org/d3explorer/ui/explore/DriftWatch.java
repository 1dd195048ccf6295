package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.ui.view.RunModel;

/** Finds the token from which the mean KL of the last {@value #WINDOW} tokens passes a limit. */
public final class DriftWatch {
    /** Tokens the mean is taken over. */
    public static final int WINDOW = 32;

    private final double[] window = new double[WINDOW];
    private int count;
    private int token = RunModel.NONE;
    private double sum;

    /**
     * Takes in what came since the last call.
     *
     * @param limit in nats
     */
    public void add(List<ReferenceRecord> references, double limit) {
        for (var reference : references) {
            int slot = count % WINDOW;
            sum += reference.kl() - window[slot];
            window[slot] = reference.kl();
            count++;
            if (token == RunModel.NONE && count >= WINDOW && sum / WINDOW > limit) {
                token = reference.index();
            }
        }
    }

    /** Returns the first token whose window passed the limit, or {@link RunModel#NONE}. */
    public int token() {
        return token;
    }
}
