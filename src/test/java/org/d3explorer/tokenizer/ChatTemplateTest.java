package org.d3explorer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {
    private static final String SMOLLM2 = """
            {% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}\
            {{ '<|im_start|>system\\nYou are helpful<|im_end|>\\n' }}{% endif %}\
            {{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}\
            {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""";
    private static final String LLAMA2 = """
            {% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}\
            {% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}\
            {% set system_message = false %}{% endif %}{% for message in loop_messages %}\
            {% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}\
            {{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}\
            {% if loop.index0 == 0 and system_message != false %}\
            {% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}\
            {% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}\
            {{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}\
            {{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}""";
    private static final String LLAMA3 = """
            {{- bos_token }}
            {%- if not date_string is defined %}
                {%- if strftime_now is defined %}
                    {%- set date_string = strftime_now("%d %b %Y") %}
                {%- else %}
                    {%- set date_string = "26 Jul 2024" %}
                {%- endif %}
            {%- endif %}
            {%- if messages[0]['role'] == 'system' %}
                {%- set system_message = messages[0]['content']|trim %}
                {%- set messages = messages[1:] %}
            {%- else %}
                {%- set system_message = "" %}
            {%- endif %}
            {{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
            {{- "Today Date: " + date_string + "\\n\\n" }}
            {{- system_message }}
            {{- "<|eot_id|>" }}
            {%- for message in messages %}
                {%- if not (message.role == 'tool' or 'tool_calls' in message) %}
                    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
            {%- endif %}
            """;
    /** Blocks on lines of their own, which trim_blocks and lstrip_blocks take away. */
    private static final String NAMESPACE = """
            {% set ns = namespace(found=false, count=0) %}
            {% for message in messages %}
              {% if message['role'] == 'system' %}
                {% set ns.found = true %}
              {% endif %}
              {% set ns.count = ns.count + 1 %}
            {% endfor %}
            {{ ns.count }} {{ 'with' if ns.found else 'without' }}
              {% if add_generation_prompt %}
            go
              {% endif %}
            """;

    private static final ChatMessage SYSTEM = new ChatMessage("system", "Be terse.");
    private static final ChatMessage USER = new ChatMessage("user", "  Hi\nthere ");
    private static final ChatMessage ASSISTANT = new ChatMessage("assistant", "Hello");

    private static String render(String source, ChatMessage... messages) {
        return new ChatTemplate(source, "<s>", "</s>").render(List.of(messages), true);
    }

    @Test
    void chatMlPutsItsOwnSystemMessageFirst() {
        assertThat(render(SMOLLM2, USER)).isEqualTo("""
                <|im_start|>system
                You are helpful<|im_end|>
                <|im_start|>user
                  Hi
                there <|im_end|>
                <|im_start|>assistant
                """);
        assertThat(new ChatTemplate(SMOLLM2, "", "").render(List.of(SYSTEM, USER, ASSISTANT), false))
                .isEqualTo("""
                <|im_start|>system
                Be terse.<|im_end|>
                <|im_start|>user
                  Hi
                there <|im_end|>
                <|im_start|>assistant
                Hello<|im_end|>
                """);
    }

    @Test
    void llama2UsesSlicesStripAndTheSpecialTokens() {
        assertThat(render(LLAMA2, SYSTEM, USER, ASSISTANT, USER))
                .isEqualTo("<s>[INST] <<SYS>>\nBe terse.\n<</SYS>>\n\n  Hi\nthere [/INST] Hello </s>"
                        + "<s>[INST] Hi\nthere [/INST]");
    }

    @Test
    void llama3UsesWhitespaceControlAndTheDate() {
        var today = LocalDate.now(ZoneId.systemDefault());
        assertThat(render(LLAMA3, SYSTEM, USER))
                .matches("(?s)<s><\\|start_header_id\\|>system<\\|end_header_id\\|>\n\nToday Date: \\d\\d \\w\\w\\w "
                        + today.getYear() + "\n\nBe terse.<\\|eot_id\\|>.*")
                .endsWith("<|start_header_id|>user<|end_header_id|>\n\nHi\nthere<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void blocksOnLinesOfTheirOwnLeaveNoTrace() {
        assertThat(render(NAMESPACE, USER, ASSISTANT)).isEqualTo("2 without\ngo\n");
        assertThat(render(NAMESPACE, SYSTEM)).isEqualTo("1 with\ngo\n");
    }

    @Test
    void whatTheUserWritesIsNeverTakenForATemplate() {
        var text = "{{ 2 + 2 }} {% if %} {# x #} \\n <b>&\"'";
        assertThat(render("{{ messages[0].content }}", new ChatMessage("user", text)))
                .isEqualTo(text);
    }

    @Test
    void aRefusalOfTheTemplateIsShownInOneLine() {
        assertThatThrownBy(() -> render(LLAMA2, ASSISTANT))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("refuses the messages: Conversation roles must alternate");
    }

    @Test
    void aBrokenTemplateIsNamedWithItsLine() {
        assertThatThrownBy(() -> render("a\n{% for x in %}", USER))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> render("{{ messages.getClass().getName() }}", USER))
                .isInstanceOf(TokenizerException.class);
    }

    @Test
    void specialTokensComeFromTheTokenizerFile(@TempDir Path folder) throws IOException {
        TokenizerFiles.write(folder, TokenizerFiles.sentencePiece());
        var template = ChatTemplate.of(folder, TokenizerFiles.entry(true, "{{ bos_token }}x{{ eos_token }}"))
                .orElseThrow();
        assertThat(template.render(List.of(USER), false)).isEqualTo("<s>x</s>");
        assertThat(ChatTemplate.of(folder, TokenizerFiles.entry(true, null))).isEmpty();
    }
}
