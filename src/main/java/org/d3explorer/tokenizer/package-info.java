/** Text to token ids and back, streaming detokenization, chat templates. */
@NullMarked
package org.d3explorer.tokenizer;

import org.jspecify.annotations.NullMarked;
