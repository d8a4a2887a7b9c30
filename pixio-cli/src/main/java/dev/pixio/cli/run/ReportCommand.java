package dev.pixio.cli.run;

import dev.pixio.monitor.report.Report;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a self-contained HTML report of a run: curves, reconstructions, time, recommendations.",
            "",
            "Several runs are compared: their curves share one plot, and differing settings are listed. A run may be running,"
                    + " complete or interrupted."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  pixio report runs/mine", "  pixio report runs/a runs/b --out compared.html"})
public final class ReportCommand implements Callable<Integer> {

    private static final Pattern HTML = Pattern.compile("\\.html?$", Pattern.CASE_INSENSITIVE);

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs.")
    private List<Path> runs = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "HTML file to write; an older report is replaced (default: report.html in the run's folder, or in the working directory for several"
                            + " runs).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        List<RunFolder> folders =
                new LinkedHashSet<>(runs).stream().map(RunFolder::new).toList();
        if (out != null && !HTML.matcher(String.valueOf(out.getFileName())).find()) {
            throw new ParameterException(spec.commandLine(), "--out must end in .html or .htm, not " + out);
        }
        for (Path run : runs) {
            if (Files.isRegularFile(run)) {
                throw new IOException(run + " is a file, not the folder of a run");
            }
        }
        Path file = out != null ? out : folders.size() == 1 ? folders.get(0).report() : Path.of("report.html");
        long damaged = Report.write(file, folders);
        if (damaged > 0) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("pixio: " + damaged + (damaged == 1 ? " line" : " lines")
                    + " of metrics could not be read and "
                    + (damaged == 1 ? "is" : "are") + " left out");
        }
        spec.commandLine().getOut().println(file);
        return 0;
    }
}
