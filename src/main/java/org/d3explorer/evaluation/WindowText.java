package org.d3explorer.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A calibration text cut into windows of equal length; the first half of each is the prompt, the predictions made from
 * the second half are scored, as in text perplexity (specification §3).
 *
 * @param windows token ids, all of the same even length ≥ 4
 */
public record WindowText(List<List<Integer>> windows) {
    /** Copies the lists and checks the lengths. */
    public WindowText {
        windows = windows.stream().map(List::copyOf).toList();
        if (windows.isEmpty()) {
            throw new EvaluationException("there are no calibration windows; expected at least one; use a longer text");
        }
        int length = windows.getFirst().size();
        if (length < 4 || length % 2 != 0 || windows.stream().anyMatch(window -> window.size() != length)) {
            throw new EvaluationException("calibration windows have "
                    + windows.stream().map(List::size).distinct().toList()
                    + " tokens; expected one even length of 4 or more");
        }
    }

    /**
     * Cuts a text.
     *
     * @param ids all of its tokens
     * @param length tokens per window, even, ≥ 4
     * @param first number of the first window to take, ≥ 0
     * @param count number of windows to take, ≥ 1
     * @throws EvaluationException if the text is too short
     */
    public static WindowText of(int[] ids, int length, int first, int count) {
        if ((long) (first + count) * length > ids.length) {
            throw new EvaluationException("the text has " + ids.length + " tokens; expected at least "
                    + (long) (first + count) * length + " for windows " + first + ".." + (first + count - 1) + " of "
                    + length + "; use a longer text or fewer windows");
        }
        return new WindowText(IntStream.range(first, first + count)
                .mapToObj(w ->
                        Arrays.stream(ids, w * length, (w + 1) * length).boxed().toList())
                .toList());
    }

    /** Returns the number of tokens of each window. */
    public int length() {
        return windows.getFirst().size();
    }

    /** Returns the number of windows. */
    public int count() {
        return windows.size();
    }

    /** Returns a window. */
    int[] whole(int window) {
        return array(windows.get(window));
    }

    /** Returns the first half of a window. */
    int[] prompt(int window) {
        return array(windows.get(window).subList(0, length() / 2));
    }

    /** Returns the second half of a window. */
    int[] scored(int window) {
        return array(windows.get(window).subList(length() / 2, length()));
    }

    private static int[] array(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
