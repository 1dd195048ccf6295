package org.d3explorer.ui.explore;

/** The figures of the status bar, in order (specification §4). Their names and definitions are texts. */
public enum StatusFigure {
    /** Generated tokens. */
    TOKENS("tokens"),
    /** Time from the request to T_0. */
    TTFT("ttft"),
    /** P by the time of the prefill. */
    PREFILL("prefill"),
    /** Tokens after T_0 by their time. */
    RATE("rate"),
    /** Mean number of layers over T_1 and later. */
    MEAN_DEPTH("meanDepth"),
    /** L ÷ mean depth. */
    OPERATIONS("operations"),
    /** What the layers saved would give with this run's own times. */
    IDEAL("ideal"),
    /** Full-depth time ÷ this run's, measured in turn. */
    MEASURED("measured"),
    /** Measured ÷ ideal speedup. */
    OF_IDEAL("ofIdeal"),
    /** e to the mean NLL. */
    PERPLEXITY("perplexity"),
    /** Share of tokens whose most probable choice full depth shares. */
    TOP1("top1"),
    /** Memory of the process. */
    MEMORY("memory");

    private final String key;

    StatusFigure(String key) {
        this.key = key;
    }

    /** Returns the key of the figure's name. */
    public String titleKey() {
        return "status." + key;
    }

    /** Returns the key of the figure's definition. */
    public String definitionKey() {
        return "status." + key + ".tip";
    }
}
