package org.d3explorer.tokenizer;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}; which are allowed is up to the template
 * @param content the text
 */
public record ChatMessage(String role, String content) {}
