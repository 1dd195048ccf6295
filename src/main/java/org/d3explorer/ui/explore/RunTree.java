package org.d3explorer.ui.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.Trace;
import org.jspecify.annotations.Nullable;

/** A run in Explore with every branch made of it, and what was measured of each. Interface thread only. */
final class RunTree {
    private final RunHeader header;
    private final KeptTrace kept;
    private final List<Branch> branches = new ArrayList<>();
    private final Map<Integer, MeasuredSpeedup> speedups = new HashMap<>();

    /**
     * Begins with the branches of a trace.
     *
     * @param begun without branches where the run begins anew
     * @param kept where it is kept
     */
    RunTree(RunHeader header, List<Branch> begun, KeptTrace kept) {
        this.header = header;
        this.kept = kept;
        branches.addAll(begun);
    }

    /** Returns where the run is kept. */
    KeptTrace kept() {
        return kept;
    }

    /** Returns the run with all its branches. */
    Trace trace() {
        return new Trace(header, branches);
    }

    /** Returns the id that the next branch gets, as the recorder of the run gives it. */
    int nextId() {
        return branches.isEmpty() ? Branch.ROOT : branches.getLast().id() + 1;
    }

    void add(Branch branch) {
        branches.add(branch);
    }

    /** Puts the last branch as it has become in its own place. */
    void replaceLast(Branch branch) {
        branches.set(branches.size() - 1, branch);
    }

    void removeLast() {
        branches.removeLast();
    }

    void measured(int branch, MeasuredSpeedup speedup) {
        speedups.put(branch, speedup);
    }

    /** Returns the speedup measured of a branch, null where it has not been. */
    @Nullable
    MeasuredSpeedup speedup(int branch) {
        return speedups.get(branch);
    }
}
