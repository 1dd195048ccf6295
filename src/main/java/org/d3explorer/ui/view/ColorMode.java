package org.d3explorer.ui.view;

/** What a token's background stands for. */
public enum ColorMode {
    /** Number of layers that ran. */
    DEPTH,
    /** −ln p of the token, in nats. */
    NLL,
    /** KL(reference ‖ D³) in nats; only where the full-depth reference has come by. */
    KL,
    /** Time from having the token before to having this one, in ms. */
    LATENCY
}
