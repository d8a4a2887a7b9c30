package dev.pixio.cli.training;

import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
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
     * @param others the options of this command that start another run, for the message
     * @param startsAnother whether one of them is given
     * @throws ParameterException if the options contradict each other
     */
    public Optional<Path> resumed(CommandSpec spec, String others, boolean startsAnother) {
        if (resume == null) {
            return Optional.empty();
        }
        if (overwrite) {
            throw new ParameterException(
                    spec.commandLine(), "--resume and --overwrite cannot be combined: --overwrite deletes the run");
        }
        if (!resume.equals(RESUME_OUT)) {
            if (out != null || startsAnother) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--resume RUN cannot be combined with --out or " + others + ", which start another run");
            }
            return Optional.of(Path.of(resume));
        }
        if (out == null) {
            throw new ParameterException(
                    spec.commandLine(), "--resume without RUN resumes the run in --out, which is missing");
        }
        return RunFolder.isRun(out) ? Optional.of(out) : Optional.empty();
    }

    /** The folder of a new run, if it is given. */
    public Optional<Path> out() {
        return Optional.ofNullable(out);
    }

    /**
     * Creates the folder of a new run.
     *
     * @param kind of the run, in its name if there is no {@code --out}
     */
    public RunFolder create(String kind) throws IOException {
        return NewRunFolder.create(out(), kind, overwrite ? RunFolder.Existing.REPLACE : RunFolder.Existing.REFUSE);
    }
}
