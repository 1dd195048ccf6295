package org.d3explorer.decoding;

import java.util.Optional;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.trace.DepthChange;

/**
 * The depth configuration in force for the current token: the request's, its planned changes, and what was configured
 * from another thread since the last token, the latter over the former.
 */
final class DepthInForce {
    private final RunRequest request;
    private final RunControl control;
    private final int layers;
    private DepthConfiguration configuration;
    private KvPolicy kvPolicy;
    private int previousDepth;

    /**
     * Begins with the request's configuration.
     *
     * @param layers L
     */
    DepthInForce(RunRequest request, RunControl control, int layers) {
        this.request = request;
        this.control = control;
        this.layers = layers;
        configuration = request.configuration();
        kvPolicy = request.kvPolicy();
        previousDepth = request.prefix().isEmpty()
                ? layers
                : request.prefix().getLast().executed().size();
    }

    /**
     * Moves on to token T_i.
     *
     * @return the change, where another configuration is in force from this token on or the token is the run's first
     * @throws DecodingException if the configuration does not fit the model
     */
    Optional<DepthChange> advance(int i) {
        boolean first = i == request.firstIndex();
        var before = new RunControl.Configured(configuration, kvPolicy);
        var planned = first ? request.changes().floorEntry(i) : null;
        configuration = planned != null ? planned.getValue() : request.changes().getOrDefault(i, configuration);
        control.takeConfigured().ifPresent(configured -> {
            configuration = configured.configuration();
            kvPolicy = configured.kvPolicy();
        });
        requireFits(configuration);
        boolean changed = !before.equals(new RunControl.Configured(configuration, kvPolicy));
        return first || changed ? Optional.of(new DepthChange(i, configuration, kvPolicy)) : Optional.empty();
    }

    /** Returns the layers that run for token T_i; {@link KvPolicy#HOLD} keeps the depth from rising. */
    LayerSet executed(int i) {
        int depth = configuration.depth(i, layers);
        if (kvPolicy == KvPolicy.HOLD) {
            depth = Math.min(depth, previousDepth);
        }
        var executed = configuration.order().executed(depth, layers);
        previousDepth = executed.size();
        return executed;
    }

    /** Returns how missed positions are closed. */
    KvPolicy kvPolicy() {
        return kvPolicy;
    }

    private void requireFits(DepthConfiguration configuration) {
        for (int layer : configuration.order().layers()) {
            if (layer >= layers) {
                throw new DecodingException(
                        "skip order " + configuration.order().name() + " names layer " + layer + "; expected layers 0.."
                                + (layers - 1) + "; choose an order made for this model");
            }
        }
    }
}
