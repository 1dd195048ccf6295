package org.d3explorer.importing;

/** The weights of a Llama layer, with the names the two source formats give them. */
enum LayerWeight {
    ATTENTION_NORM("attn_norm", "input_layernorm"),
    QUERY("attn_q", "self_attn.q_proj"),
    KEY("attn_k", "self_attn.k_proj"),
    VALUE("attn_v", "self_attn.v_proj"),
    ATTENTION_OUTPUT("attn_output", "self_attn.o_proj"),
    MLP_NORM("ffn_norm", "post_attention_layernorm"),
    GATE("ffn_gate", "mlp.gate_proj"),
    UP("ffn_up", "mlp.up_proj"),
    DOWN("ffn_down", "mlp.down_proj");

    private final String gguf;
    private final String huggingFace;

    LayerWeight(String gguf, String huggingFace) {
        this.gguf = gguf;
        this.huggingFace = huggingFace;
    }

    /** Returns the tensor's name in a GGUF file. */
    String inGguf(int layer) {
        return "blk." + layer + "." + gguf + ".weight";
    }

    /** Returns the tensor's name in a Hugging Face checkpoint. */
    String inHuggingFace(int layer) {
        return "model.layers." + layer + "." + huggingFace + ".weight";
    }
}
