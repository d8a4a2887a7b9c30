package dev.pixio.cli.data;

import dev.pixio.cli.channel.ScaleOptions;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.embed.EmbedSource;
import dev.pixio.cli.option.SourceOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.folder.DataCheck;
import dev.pixio.data.folder.FileCheckResult;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.io.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio data check}. */
@Command(
        name = "check",
        description =
                "Decodes every file of a folder, or every image of another source, and reports those that a training would skip or leave out, with the reason.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: every image can be read",
            "1: at least one cannot, or there is none, or a part of an archive, a table or a video is damaged",
            "2: wrong usage"
        })
final class DataCheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            description = "A folder, of which every file is checked, including nested folders; or anything else that"
                    + " --data takes: its images are checked.")
    private String source;

    @Option(
            names = "--json",
            description = "Print one JSON object per file; what a run leaves out is a line on standard error.")
    private boolean json;

    @Option(names = "--unreadable", description = "Print only unreadable files.")
    private boolean unreadableOnly;

    @Option(names = "--broken", hidden = true, description = "The name of --unreadable in earlier versions.")
    private boolean broken;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Threads that decode files (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Mixin
    private final ScaleOptions scale = new ScaleOptions();

    @Mixin
    private final SourceOptions named = new SourceOptions();

    private long readable;
    private long unreadable;
    private long leftOutFiles;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LeftOut leftOut = check(out);
        PrintWriter notices = json ? spec.commandLine().getErr() : out;
        leftOut.lines().forEach(line -> notices.println("a run leaves out: " + OneLine.of(line)));
        notices.flush();
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    "%d readable, %d unreadable%s%s%n",
                    readable,
                    unreadable,
                    leftOutFiles == 0 ? "" : ", " + leftOutFiles + " left out by extension",
                    leftOut.unreadable() == 0 ? "" : ", " + leftOut.unreadable() + " left out as unreadable");
        }
        out.flush();
        if (readable == 0 && unreadable == 0) {
            throw new IOException("no images in " + source + ": looked for " + ImageFormat.extensions());
        }
        return unreadable == 0 && leftOut.unreadable() == 0 ? 0 : ErrorReporter.FAILED;
    }

    private LeftOut check(PrintWriter out) throws IOException, InterruptedException {
        DataCheck check = check();
        SourceSettings settings = RefusedOption.opened(spec, () -> {
            EmbedSource.requireUnweighted(source);
            return named.settings(source).withInput(check.input());
        });
        Optional<Path> folder = DataSources.STANDARD.folderOrImage(source);
        if (folder.isPresent() && check.input().pages() != Pages.IMAGES) {
            return check.run(folder.get(), result -> report(result, out));
        }
        try (ImageSource images = DataSources.STANDARD.open(source, settings)) {
            check.run(images, result -> report(result, out));
            return images.leftOut();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private DataCheck check() {
        try {
            return new DataCheck(ImageDecoder.withDefaults(), threads, scale.apply(ImageInput.RGB));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void report(FileCheckResult result, PrintWriter out) {
        if (!result.used()) {
            leftOutFiles++;
        } else if (result.ok()) {
            readable++;
        } else {
            unreadable++;
        }
        if ((result.ok() || !result.used()) && (unreadableOnly || broken)) {
            return;
        }
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(result));
        } else {
            out.println(line(result));
        }
    }

    private static String line(FileCheckResult result) {
        String details = result.ok()
                ? result.format() + ", " + result.width() + " x " + result.height()
                        + (result.detail().isEmpty() ? "" : " (" + result.detail() + ")")
                : result.detail();
        return label(result) + OneLine.of(result.file() + ": " + details);
    }

    private static String label(FileCheckResult result) {
        if (!result.used()) {
            return "left out    ";
        }
        return result.ok() ? "ok          " : "unreadable  ";
    }
}
