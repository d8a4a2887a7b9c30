package dev.pixio.cli.evaluate;

import dev.pixio.eval.report.EvaluationFile;
import dev.pixio.eval.report.EvaluationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where the results of an evaluation go: a table, JSON, a file. */
final class EvaluationOutput {

    private static final String STDOUT = "-";

    @Option(
            names = "--json",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = STDOUT,
            description =
                    "Also write all results to a JSON file, a new one or one of earlier evaluations; without FILE,"
                            + " print the JSON and nothing else.")
    private @Nullable String json;

    /**
     * Checks that the file can be written, before the evaluation, and returns what prints its progress.
     *
     * @throws IOException with the reason if it cannot be written
     */
    EvaluationPrinter open(CommandSpec spec) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<EvaluationFile> file = file();
        if (file.isPresent()) {
            file.get().requireWritable();
        }
        return STDOUT.equals(json) ? EvaluationPrinter.silent(err) : EvaluationPrinter.on(out, err);
    }

    /** Whether standard output is for JSON alone. */
    boolean printsJson() {
        return STDOUT.equals(json);
    }

    /**
     * Prints an evaluation as a table or as JSON, and writes the file.
     *
     * @param table prints the table
     */
    void write(EvaluationReport<?> report, Runnable table, PrintWriter out) throws IOException {
        if (STDOUT.equals(json)) {
            out.println(EvaluationFile.json(report).toPrettyString());
        } else {
            table.run();
        }
        out.flush();
        Optional<EvaluationFile> file = file();
        if (file.isPresent()) {
            file.get().put(report);
        }
    }

    private Optional<EvaluationFile> file() {
        return Optional.ofNullable(json)
                .filter(path -> !STDOUT.equals(path))
                .map(path -> new EvaluationFile(Path.of(path)));
    }
}
