package dev.pixio.cli.training;

import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --out}, {@code --overwrite} and {@code --resume} of a training: a new run, or one that is continued. */
public final class RunFolderOptions {

    /** The value of --resume without a run; no folder can have this name. */
    private static final String RESUME_OUT = "\0out";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the run (default: runs/<time>-<kind>). An existing run is not overwritten.")
    private @Nullable Path out;

    @Option(names = "--overwrite", description = "Replace an existing run in --out.")
    private boolean overwrite;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            arity = "0..1",
            fallbackValue = RESUME_OUT,
            description =
                    "Resume a run from its newest undamaged checkpoint, as if it had not been interrupted. Other options"
                            + " change its settings where that is possible. Without RUN: resume the run in --out, or start it"
                            + " if there is none.")
    private @Nullable String resume;

    /**
     * The folder of the run that is continued; empty for a new one.
     *
     * @param starting the options of this command that start another run, {@code --out} included, for the message
     * @param startsAnother whether one of them but {@code --out} is given
     * @throws ParameterException if the options contradict each other
     */
    public Optional<Path> resumed(CommandSpec spec, String starting, boolean startsAnother) {
        require(spec, starting, startsAnother);
        if (resume == null) {
            return Optional.empty();
        }
        return resume.equals(RESUME_OUT) ? out().filter(RunFolder::isRun) : Optional.of(Path.of(resume));
    }

    /**
     * Refuses options that contradict each other; see {@link #resumed}.
     *
     * @throws ParameterException if there are such
     */
    public void require(CommandSpec spec, String starting, boolean startsAnother) {
        if (out != null && Files.exists(out) && !Files.isDirectory(out)) {
            throw bad(spec, "--out is the folder of the run, and " + out + " is a file");
        }
        if (resume == null) {
            return;
        }
        boolean named = !resume.equals(RESUME_OUT);
        if (overwrite) {
            throw bad(spec, "--resume and --overwrite cannot be combined: --overwrite deletes the run");
        }
        if (!named && out == null) {
            throw bad(spec, "--resume without RUN resumes the run in --out, which is missing");
        }
        if (named && (out != null || startsAnother)) {
            throw bad(spec, "--resume RUN cannot be combined with " + starting + ", which start another run");
        }
    }

    private static ParameterException bad(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The folder of a new run, if it is given. */
    public Optional<Path> out() {
        return Optional.ofNullable(out);
    }

    /**
     * Creates the folder of a new run: that of {@code --out}, or one named after the time.
     *
     * @param kind of the run, in its name if there is no {@code --out}
     */
    public RunFolder create(String kind) throws IOException {
        String time = LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT));
        return RunFolder.create(
                out().orElseGet(() -> Path.of("runs", time + "-" + kind)),
                overwrite ? RunFolder.Existing.REPLACE : RunFolder.Existing.REFUSE);
    }
}
