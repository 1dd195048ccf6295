package org.d3explorer.ui.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TokenFlowTest {
    private static TokenFlow flow(int characters) {
        return new TokenFlow(text -> text.codePointCount(0, text.length()), characters);
    }

    private static List<String> lines(TokenFlow flow) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < flow.lines(); i++) {
            lines.add(flow.line(i).stream().map(TokenFlow.Piece::text).collect(Collectors.joining()));
        }
        return lines;
    }

    @Test
    void piecesOfAWordStayTogetherAndTouch() {
        var flow = flow(12);
        flow.append(List.of("The", " trans", "form", "er", " learns"));

        assertThat(lines(flow)).containsExactly("The ", "transformer ", "learns");
        var word = flow.line(1);
        assertThat(word).extracting(TokenFlow.Piece::token).containsExactly(1, 2, 3, 4);
        for (int i = 1; i < word.size(); i++) {
            assertThat(word.get(i).x()).isEqualTo(word.get(i - 1).end());
        }
    }

    @Test
    void aWordThatGrowsMovesToTheNextLineAsAWhole() {
        var flow = flow(8);
        flow.append(List.of("one two"));
        flow.append(List.of("fold"));

        assertThat(lines(flow)).containsExactly("one ", "twofold");
        assertThat(flow.firstLine(1)).isEqualTo(1);
        assertThat(flow.lastLine(0)).isEqualTo(1);
    }

    @Test
    void lineFeedsEndLinesAndAreShown() {
        var flow = flow(20);
        flow.append(List.of("a", "\n\n", "b", "\n"));

        assertThat(lines(flow)).containsExactly("a↵", "↵", "b↵", "");
        assertThat(flow.firstLine(1)).isZero();
        assertThat(flow.lastLine(1)).isEqualTo(1);
        flow.append(List.of("c"));
        assertThat(lines(flow)).containsExactly("a↵", "↵", "b↵", "c");
    }

    @Test
    void chineseBreaksBetweenCharactersButNotBeforeAFullStop() {
        var flow = flow(4);
        flow.append(List.of("跳过中间", "层。", "好"));

        assertThat(lines(flow)).containsExactly("跳过中间", "层。好");
    }

    @Test
    void aWordWiderThanALineIsBrokenBetweenCharacters() {
        var flow = flow(4);
        flow.append(List.of("abcdefghij", "👩‍🔬"));

        assertThat(lines(flow).subList(0, 2)).containsExactly("abcd", "efgh");
        assertThat(String.join("", lines(flow))).isEqualTo("abcdefghij👩‍🔬");
        assertThat(lines(flow)).allSatisfy(line -> assertThat(line).doesNotStartWith("\u200d"));
    }

    @Test
    void aTokenWithoutTextStillHasAPlace() {
        var flow = flow(10);
        flow.append(List.of("a", "", "é"));

        assertThat(flow.line(0)).extracting(TokenFlow.Piece::token).containsExactly(0, 1, 2);
        assertThat(flow.line(0).get(1).width()).isPositive();
    }

    @Test
    void controlCharactersAreMadeVisible() {
        var flow = flow(20);
        flow.append(List.of("a\tb\u0007\r\nc"));

        assertThat(lines(flow)).containsExactly("a    b␇↵", "c");
    }

    @Test
    void appendingPieceByPieceGivesTheSameLinesAsAllAtOnce() {
        var random = new Random(3);
        String[] pieces = {
            "the", " cat", "s", " ", "\n", "跳过", "。", " extra", "ordinarily", "-", "long", "", "\t", "…", " 12"
        };
        for (int round = 0; round < 200; round++) {
            var tokens = new ArrayList<String>();
            for (int i = 0; i < 60; i++) {
                tokens.add(pieces[random.nextInt(pieces.length)]);
            }
            int width = 5 + random.nextInt(20);
            var whole = flow(width);
            whole.append(tokens);
            var growing = flow(width);
            for (int from = 0; from < tokens.size(); ) {
                int to = Math.min(tokens.size(), from + 1 + random.nextInt(4));
                growing.append(tokens.subList(from, to));
                from = to;
            }

            assertThat(lines(growing)).as("%s at width %d", tokens, width).isEqualTo(lines(whole));
            for (int token = 0; token < tokens.size(); token++) {
                assertThat(growing.firstLine(token)).isEqualTo(whole.firstLine(token));
                assertThat(growing.lastLine(token)).isEqualTo(whole.lastLine(token));
            }
        }
    }
}
