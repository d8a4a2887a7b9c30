package dev.pixio.bench.study.plan;

import dev.pixio.cli.Main;
import dev.pixio.cli.console.ErrorReporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Checks options with the parser of the command that will get them, before hours of work depend on them. */
final class OptionCheck {

    /** Options that the study itself gives. */
    private static final Map<String, String> OWN = Map.of(
            "seed", "each seed of the study is given",
            "out", "the study has a folder for each run",
            "resume", "interrupted runs are resumed",
            "overwrite", "finished runs are never replaced",
            "weights", "the encoder of each run is evaluated",
            "json", "results are kept in results.jsonl",
            "baselines", "baselines are evaluated once per shape and seed",
            "no-baselines", "baselines are evaluated once per shape and seed",
            "cache", "features are cached in the folder of the study",
            "no-cache", "features are cached in the folder of the study");

    private final CommandLine pixio = Main.commandLine();

    /** The names of all evaluations. */
    List<String> evaluations() {
        return List.copyOf(evaluate().getSubcommands().keySet());
    }

    /** Whether an evaluation has an option. */
    boolean has(String evaluation, String option) {
        return Objects.requireNonNull(evaluate().getSubcommands().get(evaluation))
                        .getCommandSpec()
                        .findOption("--" + option)
                != null;
    }

    private CommandLine evaluate() {
        return Objects.requireNonNull(pixio.getSubcommands().get("evaluate"));
    }

    /**
     * What is wrong with an option.
     *
     * @param command its words, and the options that it needs
     */
    Optional<String> mistake(List<String> command, String name, String value) {
        if (OWN.containsKey(name)) {
            return Optional.of("--" + name + " cannot be set here: " + OWN.get(name));
        }
        if (name.equals("help") || name.equals("version")) {
            return Optional.of("unknown option '--" + name + "'");
        }
        List<String> arguments = new ArrayList<>(command);
        arguments.add(CommandOptions.argument(name, value));
        String[] array = arguments.toArray(String[]::new);
        try {
            pixio.parseArgs(array);
            return Optional.empty();
        } catch (ParameterException e) {
            return Optional.of(ErrorReporter.usageMessage(e, array));
        }
    }
}
