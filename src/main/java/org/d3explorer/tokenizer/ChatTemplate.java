package org.d3explorer.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.bundle.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template: turns messages into the prompt the model was trained on. Jinja as transformers sets it up:
 * {@code trim_blocks} and {@code lstrip_blocks} on, {@code bos_token}, {@code eos_token}, {@code raise_exception} and
 * {@code strftime_now} defined. Thread-safe.
 */
public final class ChatTemplate {
    private static final String BOS = "bos_token";
    private static final String EOS = "eos_token";
    private static final String NOW = "strftime_now";
    private static final int MAX_OUTPUT_BYTES = 64 << 20;

    private final Jinjava jinjava;
    private final String source;
    private final Map<String, Object> bindings;

    /**
     * Makes a template.
     *
     * @param source Jinja
     * @param bosToken text of BOS, empty for none
     * @param eosToken text of the end token, empty for none
     */
    ChatTemplate(String source, String bosToken, String eosToken) {
        this.source = source;
        // A function is not a variable to this engine; templates ask "strftime_now is defined" before they call it.
        bindings = Map.of(BOS, bosToken, EOS, eosToken, NOW, true);
        jinjava = new Jinjava(configuration());
        var functions = jinjava.getGlobalContext();
        functions.registerFunction(new ELFunctionDefinition(
                "", "raise_exception", TemplateFunctions.class, "raiseException", String.class));
        functions.registerFunction(
                new ELFunctionDefinition("", NOW, TemplateFunctions.class, "strftimeNow", String.class));
    }

    /**
     * Returns the template of a bundle.
     *
     * @return empty if the model has none
     * @throws TokenizerException if the template needs token texts and the tokenizer file cannot be read
     */
    public static Optional<ChatTemplate> of(Bundle bundle) {
        return of(bundle.folder(), bundle.manifest().tokenizer());
    }

    /** Returns the template of a tokenizer whose file lies in the folder. */
    static Optional<ChatTemplate> of(Path folder, Manifest.TokenizerEntry entry) {
        var source = entry.chatTemplate();
        if (source == null) {
            return Optional.empty();
        }
        if (!source.contains(BOS) && !source.contains(EOS)) {
            return Optional.of(new ChatTemplate(source, "", ""));
        }
        var file = TokenizerFile.read(folder.resolve(entry.file()));
        var eos = entry.eosTokenIds().isEmpty() ? null : entry.eosTokenIds().getFirst();
        return Optional.of(new ChatTemplate(source, content(file, entry.bosTokenId()), content(file, eos)));
    }

    /**
     * Renders a conversation.
     *
     * @param messages in order
     * @param addGenerationPrompt whether the beginning of the assistant's answer is put behind them
     * @return the prompt; its special tokens are to be parsed when it is encoded
     * @throws TokenizerException if the template refuses the messages or cannot be rendered
     */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        var variables = new HashMap<>(bindings);
        variables.put(
                "messages",
                messages.stream()
                        .map(message -> Map.of("role", message.role(), "content", message.content()))
                        .toList());
        variables.put("add_generation_prompt", addGenerationPrompt);
        var result = jinjava.renderForResult(source, variables);
        for (TemplateError error : result.getErrors()) {
            if (error.getSeverity() == ErrorType.FATAL) {
                throw failure(error);
            }
        }
        return result.getOutput();
    }

    private static TokenizerException failure(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TokenizerException refusal) {
                return refusal;
            }
        }
        return new TokenizerException(
                "the model's chat template fails in line " + error.getLineno() + ": "
                        + error.getMessage().lines().findFirst().orElse("")
                        + "; expected Jinja this program can render; give the prompt without the template",
                error.getException());
    }

    private static String content(TokenizerFile file, @Nullable Integer id) {
        return id == null ? "" : file.content(id);
    }

    /** What users write is never taken for Jinja, and lists and operators behave as in Python. */
    private static JinjavaConfig configuration() {
        return JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(MAX_OUTPUT_BYTES)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .withUseSnakeCasePropertyNaming(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withAllowAdjacentTextNodes(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .build();
    }
}
