package org.d3explorer.ui.explore;

/**
 * A prompt the user keeps.
 *
 * @param name what the list shows
 * @param text the prompt
 * @param chat whether the chat template goes round it
 */
public record SavedPrompt(String name, String text, boolean chat) {}
