package dev.pixio.cli.data;

import dev.pixio.cli.channel.ScaleOptions;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.data.ImageSource;
import dev.pixio.data.score.CuratedSource;
import dev.pixio.data.score.Dropped;
import dev.pixio.data.score.ImageScores;
import dev.pixio.eval.score.DroppedSheet;
import dev.pixio.eval.score.ScoreFormat;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.io.OneLine;
import dev.pixio.io.OutputFile;
import dev.pixio.train.plan.CurationPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio data curate}. */
@Command(
        name = "curate",
        description = {
            "Shows which images a training with these rules leaves out, and why, before it is started.",
            "",
            "Give the rules and the --seed that 'pixio pretrain' will have."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0: at least one image is kept", "1: failed, with a message", "2: wrong usage"})
final class DataCurateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ImagesOptions images = new ImagesOptions();

    @Mixin
    private ScaleOptions scale = new ScaleOptions();

    @Mixin
    private CurationOptions curation = new CurationOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of --sample-by-loss (default: ${DEFAULT-VALUE}, as for pretrain).")
    private long seed;

    @Option(
            names = "--sheet",
            paramLabel = "FILE",
            description = "PNG to write: dropped images by rule, with the numbers for which they were dropped.")
    private @Nullable Path sheet;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "8",
            description = "Images of a rule on the sheet, at most (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--list", description = "Print a line for each dropped image: rule, image, numbers.")
    private boolean list;

    @Option(names = "--overwrite", description = "Replace an existing sheet.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException {
        CurationPlan plan = RefusedOption.named(spec, () -> curation.apply(CurationPlan.NONE));
        if (plan.usesAll()) {
            throw new ParameterException(spec.commandLine(), "--scores FILE is needed; write it with pixio data score");
        }
        if (rows < 1) {
            throw new ParameterException(spec.commandLine(), "--rows must be at least 1, not " + rows);
        }
        if (sheet != null && !String.valueOf(sheet.getFileName()).endsWith(".png")) {
            throw new ParameterException(spec.commandLine(), "--sheet must end in .png, not " + sheet);
        }
        if (sheet != null && !overwrite) {
            OutputFile.requireAbsent(sheet, "replace it with --overwrite, or name another file");
        }
        PrintWriter stdout = spec.commandLine().getOut();
        ImageScores scores = ScoreFormat.read(Path.of(plan.scores()));
        ImageInput input = RefusedOption.named(spec, () -> scale.apply(ImageInput.RGB));
        try (ImageSource source = sheet == null ? images.list(spec, input) : images.open(spec, input);
                CuratedSource curated =
                        RefusedOption.opened(spec, () -> CuratedSource.of(source, scores, plan.rules(), seed))) {
            if (list) {
                curated.dropped().forEach(image -> stdout.println(line(image)));
            }
            stdout.println(curated.description());
            if (sheet != null && !curated.dropped().isEmpty()) {
                OutputFile.createFolderOf(sheet);
                new DroppedSheet(rows, input).write(sheet, source, curated.dropped());
                stdout.println("sheet of dropped images: " + sheet);
            }
            stdout.flush();
            return 0;
        }
    }

    private static String line(Dropped image) {
        return OneLine.of(image.reason().title() + ": " + image.name() + ": " + image.detail());
    }
}
