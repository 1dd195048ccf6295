package org.d3explorer.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.tokenizer.BundleTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tokenize}: text to token ids. */
@Command(name = "tokenize", description = "Print the token ids of a text.")
final class TokenizeCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private BundleOption bundle = new BundleOption();

    @Option(
            names = "--no-special",
            description = "Take the text of special tokens, such as <|im_end|>, for plain text.")
    private boolean noSpecial;

    @Option(names = "--json", description = "Print {\"ids\":[...]}.")
    private boolean json;

    @Parameters(paramLabel = "TEXT|-|@FILE", description = "The text, - for standard input, or @FILE.")
    private String text = "";

    /** What {@code --json} prints. */
    record Result(List<Integer> ids) {}

    TokenizeCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var content = TextSource.read(text, environment.in());
        var opened = Bundle.open(bundle.folder(environment));
        try (var tokenizer = BundleTokenizer.open(opened)) {
            var ids = tokenizer.encode(content, !noSpecial);
            if (json) {
                environment
                        .out()
                        .println(Json.line(new Result(Arrays.stream(ids).boxed().toList())));
            } else {
                for (int id : ids) {
                    environment.out().println(id + "\t" + TableView.visible(tokenizer.tokenText(id)));
                }
            }
        }
        return ExitCode.OK.code();
    }
}
