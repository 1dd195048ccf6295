package org.d3explorer.depth;

import java.util.BitSet;
import java.util.stream.IntStream;

/** An immutable set of layer indices. */
public final class LayerSet {
    private static final LayerSet EMPTY = new LayerSet(new BitSet());

    private final BitSet bits;
    private final int size;

    private LayerSet(BitSet bits) {
        this.bits = bits;
        this.size = bits.cardinality();
    }

    /** Returns the set without layers. */
    public static LayerSet empty() {
        return EMPTY;
    }

    /**
     * Returns layers 0..layers−1.
     *
     * @param layers L, ≥ 0
     */
    public static LayerSet all(int layers) {
        var bits = new BitSet(layers);
        bits.set(0, layers);
        return new LayerSet(bits);
    }

    /**
     * Returns the set of the given layers.
     *
     * @param layers indices ≥ 0, in any order
     */
    public static LayerSet of(int... layers) {
        var bits = new BitSet();
        for (int layer : layers) {
            bits.set(layer);
        }
        return new LayerSet(bits);
    }

    /** Says whether the layer is in the set. */
    public boolean contains(int layer) {
        return bits.get(layer);
    }

    /** Returns the number of layers in the set. */
    public int size() {
        return size;
    }

    /** Says whether the set has no layers. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the layers in ascending order. */
    public int[] toArray() {
        return bits.stream().toArray();
    }

    /** Returns the layers in ascending order. */
    public IntStream stream() {
        return bits.stream();
    }

    /**
     * Says whether every layer of this set is in the other.
     *
     * @param other the set that may contain this one
     */
    public boolean isSubsetOf(LayerSet other) {
        var rest = (BitSet) bits.clone();
        rest.andNot(other.bits);
        return rest.isEmpty();
    }

    /**
     * Returns the layers 0..layers−1 that are not in this set.
     *
     * @param layers L
     */
    public LayerSet complement(int layers) {
        var rest = (BitSet) bits.clone();
        rest.flip(0, layers);
        return new LayerSet(rest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LayerSet that && bits.equals(that.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}
