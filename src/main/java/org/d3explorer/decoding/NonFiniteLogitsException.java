package org.d3explorer.decoding;

/** Logits that are NaN or infinite; nothing is sampled from them (specification §5). */
public final class NonFiniteLogitsException extends DecodingException {
    /**
     * Makes the exception.
     *
     * @param where the token or position, e.g. {@code "token 17 (position 56)"}
     * @param origin what first gave a number that is not finite, e.g. {@code "the output of layer 12"}
     */
    public NonFiniteLogitsException(String where, String origin) {
        super("the logits of " + where + " hold NaN or infinity, first seen in " + origin
                + "; expected finite numbers; verify the bundle, or import it with float32 precision");
    }
}
