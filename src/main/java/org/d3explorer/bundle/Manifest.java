package org.d3explorer.bundle;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json} of a model bundle. Field names follow Hugging Face's {@code config.json} where it has them.
 *
 * @param schemaVersion version of this layout, {@value #SCHEMA_VERSION}
 * @param name the bundle's name
 * @param source the file it was made from
 * @param config the Llama configuration
 * @param precision {@code float32}, {@code int8} or {@code int4}
 * @param tokenizer tokenizer file, special tokens and chat template
 * @param graphs the ONNX graphs
 * @param files every other file of the bundle with size and hash
 * @param d3 D³ defaults with the calibration that gave them
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Manifest(
        int schemaVersion,
        String name,
        Source source,
        LlamaConfig config,
        String precision,
        TokenizerEntry tokenizer,
        Graphs graphs,
        List<FileEntry> files,
        D3Defaults d3) {
    /** The schema version this program writes and reads. */
    public static final int SCHEMA_VERSION = 1;

    /** Name of the manifest's file in the bundle's folder. */
    public static final String FILE_NAME = "manifest.json";

    /**
     * Where the weights came from.
     *
     * @param file name of the source file
     * @param format {@code gguf}, {@code safetensors} or {@code onnx}
     * @param size in bytes
     * @param sha256 lower-case hex
     * @param license SPDX-like name as the source gives it
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Source(
            String file,
            String format,
            long size,
            String sha256,
            @Nullable String license) {}

    /**
     * Llama configuration.
     *
     * @param modelType {@code llama}
     * @param numHiddenLayers L
     * @param hiddenSize H
     * @param intermediateSize feed-forward size
     * @param numAttentionHeads query heads
     * @param numKeyValueHeads KV heads (GQA)
     * @param headDim D
     * @param vocabSize V
     * @param maxPositionEmbeddings context length in tokens
     * @param rmsNormEps epsilon of every norm
     * @param ropeTheta RoPE base
     * @param ropeScaling RoPE scaling, absent for none
     * @param tieWordEmbeddings whether embedding and LM head share their weights
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record LlamaConfig(
            String modelType,
            int numHiddenLayers,
            int hiddenSize,
            int intermediateSize,
            int numAttentionHeads,
            int numKeyValueHeads,
            int headDim,
            int vocabSize,
            int maxPositionEmbeddings,
            double rmsNormEps,
            double ropeTheta,
            @Nullable RopeScaling ropeScaling,
            boolean tieWordEmbeddings) {}

    /**
     * RoPE scaling as Hugging Face names it.
     *
     * @param ropeType {@code linear} or {@code llama3}
     * @param factor frequency divisor
     * @param lowFreqFactor for llama3
     * @param highFreqFactor for llama3
     * @param originalMaxPositionEmbeddings for llama3
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record RopeScaling(
            String ropeType,
            double factor,
            @Nullable Double lowFreqFactor,
            @Nullable Double highFreqFactor,
            @Nullable Integer originalMaxPositionEmbeddings) {}

    /**
     * The tokenizer.
     *
     * @param file {@code tokenizer.json}, in Hugging Face's format
     * @param addBosToken whether encoding a text puts BOS first
     * @param bosTokenId absent where the model has none
     * @param eosTokenIds ids that end an answer
     * @param chatTemplate Jinja source, absent where the model has none
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record TokenizerEntry(
            String file,
            boolean addBosToken,
            @Nullable Integer bosTokenId,
            List<Integer> eosTokenIds,
            @Nullable String chatTemplate) {}

    /**
     * The ONNX graphs.
     *
     * @param embed token ids to hidden states
     * @param layers one graph per layer, in order
     * @param head hidden states to logits
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Graphs(String embed, List<String> layers, String head) {}

    /**
     * One file.
     *
     * @param path relative to the bundle's folder, without folders
     * @param size in bytes
     * @param sha256 lower-case hex
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record FileEntry(String path, long size, String sha256) {}

    /**
     * D³ defaults of this model.
     *
     * @param alpha decay per token, 0 &lt; α ≤ 1
     * @param start tokens at full depth before the decay begins
     * @param coreHead first layers that always run
     * @param coreTail last layers that always run
     * @param order name of the default skip order
     * @param orders calibrated orders over all layers, first skipped first, by name
     * @param calibration what the defaults were measured on, in words
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record D3Defaults(
            double alpha,
            int start,
            int coreHead,
            int coreTail,
            String order,
            Map<String, List<Integer>> orders,
            @Nullable String calibration) {}
}
