package org.d3explorer.tokenizer;

import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The functions chat templates expect besides Jinja's own. Public only because the template engine calls them. */
public final class TemplateFunctions {
    private TemplateFunctions() {}

    /**
     * {@code raise_exception(message)}: the template refuses the messages, for instance their roles.
     *
     * @throws TokenizerException always
     */
    public static String raiseException(String message) {
        throw new TokenizerException("the model's chat template refuses the messages: " + message
                + "; change their roles or order, or give the prompt without the template");
    }

    /**
     * {@code strftime_now(format)}.
     *
     * @param format as C's strftime, e.g. {@code %d %b %Y}
     * @return the present local time
     */
    public static String strftimeNow(String format) {
        return StrftimeFormatter.format(ZonedDateTime.now(ZoneId.systemDefault()), format);
    }
}
