package org.d3explorer.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a trace together from records in the order in which a run makes them, and holds the rules between records.
 * Recorder and readers share it. Every method throws {@link IllegalArgumentException} where a record does not fit.
 */
final class TraceAssembler {
    private final RunHeader header;
    private final List<Line> lines = new ArrayList<>();

    /** Starts a trace with an empty root. */
    TraceAssembler(RunHeader header) {
        this.header = header;
    }

    /** A branch in the making. */
    private static final class Line {
        private final int id;
        private final @Nullable Fork fork;
        private final List<DepthChange> changes = new ArrayList<>();
        private final List<TokenRecord> tokens = new ArrayList<>();
        private final List<ReferenceRecord> references = new ArrayList<>();
        private final List<ReferencePass> passes = new ArrayList<>();
        private @Nullable EndReason endReason;
        private @Nullable String failure;

        Line(int id, @Nullable Fork fork) {
            this.id = id;
            this.fork = fork;
        }

        int first() {
            return fork == null ? 0 : fork.index();
        }

        int next() {
            return first() + tokens.size();
        }

        Branch build() {
            return new Branch(id, fork, changes, tokens, references, passes, endReason, failure);
        }
    }

    RunHeader header() {
        return header;
    }

    /** Says whether there is no branch yet. */
    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Begins a branch; everything that follows belongs to it. */
    void branch(int id, @Nullable Fork fork) {
        require((id == Branch.ROOT) == lines.isEmpty(), "branch " + id + " comes, expected the root first and once");
        require(
                (id == Branch.ROOT) == (fork == null),
                "branch " + id + " leaves " + fork + ", only the root leaves none");
        if (fork != null) {
            require(id > lines.getLast().id, "branch " + id + " comes after branch " + lines.getLast().id);
            Line parent = lines.stream()
                    .filter(line -> line.id == fork.parent())
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "branch " + id + " leaves an unknown branch " + fork.parent()));
            require(
                    fork.index() >= parent.first() && fork.index() <= parent.next(),
                    "branch " + id + " leaves branch " + parent.id + " at token " + fork.index()
                            + ", which is not one of its " + parent.first() + ".." + parent.next());
        }
        lines.add(new Line(id, fork));
    }

    /** Returns the id the next branch gets. */
    int nextId() {
        return lines.isEmpty() ? Branch.ROOT : lines.getLast().id + 1;
    }

    /** Adds a configuration; one for the same token takes the place of the one before. */
    void change(DepthChange change) {
        Line line = last();
        int before =
                line.changes.isEmpty() ? line.first() : line.changes.getLast().index();
        require(change.index() >= before, "change at token " + change.index() + " comes after token " + before);
        require(
                line.fork != null || !line.changes.isEmpty() || change.index() == 0,
                "the first configuration is in force from token " + change.index() + ", expected 0");
        if (!line.changes.isEmpty() && before == change.index()) {
            line.changes.removeLast();
        }
        line.changes.add(change);
    }

    /** Adds the next token. */
    void token(TokenRecord token) {
        Line line = last();
        require(token.index() == line.next(), "token " + token.index() + " comes, expected token " + line.next());
        require(line.fork != null || !line.changes.isEmpty(), "a token comes before any depth configuration");
        line.tokens.add(token);
    }

    /** Adds the reference of an earlier token. */
    void reference(ReferenceRecord reference) {
        Line line = last();
        int before = line.references.isEmpty()
                ? line.first() - 1
                : line.references.getLast().index();
        require(
                reference.index() > before && reference.index() < line.next(),
                "reference of token " + reference.index() + ", expected one of " + (before + 1) + ".."
                        + (line.next() - 1));
        line.references.add(reference);
    }

    /** Adds the cost of a reference pass. */
    void pass(ReferencePass pass) {
        Line line = last();
        int before = line.passes.isEmpty() ? -1 : line.passes.getLast().index();
        require(
                pass.index() > before && (long) pass.index() + pass.tokens() <= line.next(),
                "reference pass over " + pass.tokens() + " tokens from token " + pass.index()
                        + ", expected after token " + before + " and none beyond token " + (line.next() - 1));
        line.passes.add(pass);
    }

    /** Says why the branch ended. */
    void end(@Nullable EndReason reason, @Nullable String failure) {
        require(failure == null || reason == EndReason.FAILED, "a failure is given, but the end is " + reason);
        Line line = last();
        line.endReason = reason;
        line.failure = failure;
    }

    /** Returns the trace as far as it has come. */
    Trace build() {
        require(!lines.isEmpty(), "there are no branches, expected the root");
        return new Trace(header, lines.stream().map(Line::build).toList());
    }

    private Line last() {
        require(!lines.isEmpty(), "a record comes before any branch");
        return Objects.requireNonNull(lines.getLast());
    }

    private static void require(boolean ok, String otherwise) {
        if (!ok) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
