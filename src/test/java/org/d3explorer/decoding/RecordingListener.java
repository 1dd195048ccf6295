package org.d3explorer.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/** Keeps all a run reports. */
class RecordingListener implements RunListener {
    final List<DepthChange> changes = new ArrayList<>();
    final List<TokenRecord> tokens = new ArrayList<>();
    final List<ReferenceRecord> references = new ArrayList<>();
    final List<Integer> referenceSizes = new ArrayList<>();
    final List<Integer> prefill = new ArrayList<>();
    final List<EndReason> ends = new ArrayList<>();

    @Nullable
    Throwable failure;

    Consumer<TokenRecord> onToken = token -> {};
    IntConsumer onPrefill = done -> {};

    @Override
    public void depthChanged(DepthChange change) {
        changes.add(change);
    }

    @Override
    public void prefillProgress(int done, int total) {
        prefill.add(done);
        onPrefill.accept(done);
    }

    @Override
    public void token(TokenRecord token) {
        tokens.add(token);
        onToken.accept(token);
    }

    @Override
    public void reference(List<ReferenceRecord> records, long nanos) {
        references.addAll(records);
        referenceSizes.add(records.size());
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable cause) {
        ends.add(reason);
        failure = cause;
    }

    List<Integer> ids() {
        return tokens.stream().map(TokenRecord::id).toList();
    }

    List<Integer> depths() {
        return tokens.stream().map(TokenRecord::depth).toList();
    }

    List<Double> nlls() {
        return tokens.stream().map(TokenRecord::nll).toList();
    }

    String text() {
        return tokens.stream().map(TokenRecord::text).collect(Collectors.joining());
    }
}
