package org.d3explorer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.tokenizer.ChatMessage;
import org.d3explorer.tokenizer.ChatTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat-prompt}: messages to the prompt the model's chat template makes of them. */
@Command(
        name = "chat-prompt",
        description = "Print the prompt that the model's chat template makes of messages.",
        footer = {"", "The messages are JSON: [{\"role\":\"user\",\"content\":\"Hello\"}, ...]."})
final class ChatPromptCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final CommandEnvironment environment;

    @Mixin
    private BundleOption bundle = new BundleOption();

    @Option(names = "--no-generation-prompt", description = "Leave out the opening of the model's answer.")
    private boolean noGenerationPrompt;

    @Option(names = "--json", description = "Print {\"prompt\":...}.")
    private boolean json;

    @Parameters(paramLabel = "@MESSAGES.json|-", description = "The messages.")
    private String messages = "";

    /** What {@code --json} prints. */
    record Result(String prompt) {}

    ChatPromptCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var parsed = parse(TextSource.read(messages, environment.in()));
        var opened = Bundle.open(bundle.folder(environment));
        var template = ChatTemplate.of(opened)
                .orElseThrow(() -> CommandException.input(
                        opened.folder() + ": the model has no chat template; use generate --raw with your own prompt"));
        var prompt = template.render(parsed, !noGenerationPrompt);
        environment.out().println(json ? Json.line(new Result(prompt)) : prompt);
        return ExitCode.OK.code();
    }

    private static List<ChatMessage> parse(String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw CommandException.input("the messages are not JSON: " + e.getOriginalMessage());
        }
        var list = root.has("messages") ? root.get("messages") : root;
        if (!list.isArray() || list.isEmpty()) {
            throw CommandException.input(
                    "the messages are " + list.getNodeType().name().toLowerCase(Locale.ROOT)
                            + ", expected a list such as [{\"role\":\"user\",\"content\":\"Hello\"}]");
        }
        var parsed = new ArrayList<ChatMessage>();
        for (var message : list) {
            parsed.add(
                    new ChatMessage(field(message, parsed.size(), "role"), field(message, parsed.size(), "content")));
        }
        return parsed;
    }

    private static String field(JsonNode message, int index, String name) {
        var value = message.get(name);
        if (value == null || !value.isTextual()) {
            throw CommandException.input(
                    "message " + index + " has no text in \"" + name + "\", expected {\"role\":...,\"content\":...}");
        }
        return value.textValue();
    }
}
