package org.d3explorer.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.tokenizer.BundleTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code detokenize}: token ids to text. */
@Command(name = "detokenize", description = "Print the text of token ids.")
final class DetokenizeCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private BundleOption bundle = new BundleOption();

    @Option(names = "--json", description = "Print {\"text\":...}.")
    private boolean json;

    @Parameters(arity = "1..*", split = ",", paramLabel = "ID", description = "Token ids.")
    private List<Integer> ids = List.of();

    /** What {@code --json} prints. */
    record Result(String text) {}

    DetokenizeCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var opened = Bundle.open(bundle.folder(environment));
        try (var tokenizer = BundleTokenizer.open(opened)) {
            var text = tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray());
            environment.out().println(json ? Json.line(new Result(text)) : text);
        }
        return ExitCode.OK.code();
    }
}
