package dev.pixio.cli.data;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.data.folder.DataCheck;
import dev.pixio.data.folder.FileCheckResult;
import dev.pixio.image.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio data check}. */
@Command(
        name = "check",
        description = "Decodes every file of a folder and says what would be skipped in a run, and why.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0: every file is a readable image", "1: at least one is not", "2: bad usage"})
final class DataCheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A folder; the folders in it are checked too.")
    private Path folder;

    @Option(names = "--json", description = "Print one JSON object a file and line, and nothing else.")
    private boolean json;

    @Option(names = "--broken", description = "Print only what cannot be read.")
    private boolean brokenOnly;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Files that are decoded at once (default: ${DEFAULT-VALUE}).")
    private int threads;

    private long readable;
    private long broken;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        new DataCheck(ImageDecoder.withDefaults(), threads).run(folder, verdict -> report(verdict, out));
        if (!json) {
            out.printf("%d readable, %d not%n", readable, broken);
        }
        out.flush();
        return broken == 0 ? 0 : ErrorReporter.FAILED;
    }

    private void report(FileCheckResult verdict, PrintWriter out) {
        if (verdict.ok()) {
            readable++;
        } else {
            broken++;
        }
        if (verdict.ok() && brokenOnly) {
            return;
        }
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(verdict));
        } else {
            out.println(line(verdict));
        }
    }

    private static String line(FileCheckResult verdict) {
        String what = verdict.ok()
                ? verdict.format() + ", " + verdict.width() + " x " + verdict.height()
                        + (verdict.detail().isEmpty() ? "" : " (" + verdict.detail() + ")")
                : verdict.detail();
        return (verdict.ok() ? "ok      " : "BROKEN  ") + printable(verdict.file()) + ": " + what;
    }

    /** A file's name may hold characters that would move the cursor. */
    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
