package dev.pixio.bench.study;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyFile;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.io.FileTree;
import dev.pixio.io.LockedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio bench study}. */
@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        description = {
            "Pre-trains and evaluates each point of a study file with each seed, and writes a table and plots. A run that is"
                    + " finished is never run again; one that was interrupted is resumed from its checkpoint. A run that fails"
                    + " is recorded, and the study goes on.",
            "",
            "Files in --out: results.jsonl, baselines.jsonl, failures.jsonl, table.md, a plot per factor, and runs/ with the"
                    + " folder and the log of each run."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: all runs are finished, or the time of --minutes is up",
            "1: a run failed, or the study could not go on",
            "2: wrong usage",
            "130: interrupted by Ctrl-C (143 by SIGTERM, 129 if the terminal was closed)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio bench study bench/studies/ablations.yaml --minutes 480",
            "  pixio bench study bench/studies/ablations.yaml --points decoder-depth --seeds 1 --device cuda",
            "  pixio bench study bench/studies/ablations.yaml --list"
        })
public final class StudyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The study: a YAML file such as bench/studies/ablations.yaml.")
    private Path file;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of runs and results (default: runs/studies/<name of the study>).")
    private @Nullable Path out;

    @Option(
            names = "--known",
            paramLabel = "DIR",
            description =
                    "Folder with results.jsonl and baselines.jsonl of finished runs, with which an --out without results"
                            + " begins: they are not run again.")
    private @Nullable Path known;

    @Option(
            names = "--points",
            paramLabel = "NAME",
            split = ",",
            description = "Run only these points; the name of a factor stands for all its points.")
    private List<String> points = List.of();

    @Option(names = "--seeds", paramLabel = "N", description = "Number of seeds, instead of that of the file.")
    private @Nullable Integer seeds;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Start no run after M minutes; the one that runs is finished.")
    private @Nullable Integer minutes;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "Device of trainings and evaluations, such as cpu or cuda.")
    private @Nullable String device;

    @Option(
            names = "--again",
            paramLabel = "NAME",
            split = ",",
            description = "Delete the runs of these points and run them anew. Their results move to replaced.jsonl.")
    private List<String> again = List.of();

    @Option(names = "--list", description = "List points and the state of their runs, and run nothing.")
    private boolean list;

    @Option(
            names = "--table-only",
            description = "Write the table and the plots of the finished runs, and run nothing.")
    private boolean tableOnly;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requirePositive("--seeds", seeds);
        requirePositive("--minutes", minutes);
        Study read = StudyFile.read(file);
        Study study = seeds == null ? read : read.withSeeds(seeds);
        List<StudyPoint> selected = selected(study, points);
        List<StudyPoint> anew = again.isEmpty() ? List.of() : selected(study, again);
        for (StudyPoint point : anew) {
            if (!selected.contains(point)) {
                throw new ParameterException(
                        spec.commandLine(), "--again has " + point.name() + ", which --points leaves out");
            }
        }
        StudyFolder folder =
                new StudyFolder(out == null ? Path.of("runs", "studies").resolve(study.name()) : out);
        if (known != null) {
            folder.beginWith(known);
        }
        PrintWriter stdout = spec.commandLine().getOut();
        if (list) {
            new StudyList(study, folder).lines(selected).forEach(stdout::println);
            return 0;
        }
        if (tableOnly) {
            new StudyTables(study, folder).write(new StudyState(study, folder));
            stdout.print(Files.readString(folder.table()));
            stdout.flush();
            return 0;
        }
        Files.createDirectories(folder.path());
        Optional<LockedFile> lock = LockedFile.create(folder.lock());
        try (LockedFile held =
                lock.orElseThrow(() -> new IOException("another study is running in " + folder.path()))) {
            assert held != null;
            for (StudyPoint point : anew) {
                forget(folder, point);
            }
            return run(study, folder, selected);
        }
    }

    private int run(Study study, StudyFolder folder, List<StudyPoint> selected)
            throws IOException, InterruptedException {
        PrintWriter stdout = spec.commandLine().getOut();
        StopRequest stop = new StopRequest(Optional.ofNullable(minutes).map(Duration::ofMinutes));
        PixioProcess pixio = new PixioProcess();
        CommandRunner commands =
                new CommandRunner(pixio, stop, stdout, Optional.ofNullable(device), SourceCommit.of(checkout()));
        StudyPrinter printer = new StudyPrinter(stdout, study, folder);
        SignalHandler interrupt = new SignalHandler(
                () -> {
                    stop.request();
                    pixio.stop();
                },
                spec.commandLine().getErr(),
                "stopping; the run that is trained saves a checkpoint");
        try (interrupt) {
            StudyRunner.Ending ending = new StudyRunner(study, folder, commands, stop, printer).run(selected);
            return switch (ending) {
                case COMPLETE, TIME_UP -> 0;
                case FAILURES -> 1;
                case STOPPED -> interrupt.exitCode(1);
            };
        }
    }

    /** Deletes the runs of a point, before its results: a kill in between leaves results, which are then deleted again. */
    private static void forget(StudyFolder folder, StudyPoint point) throws IOException {
        if (Files.exists(folder.point(point.name()))) {
            FileTree.delete(folder.point(point.name()));
        }
        for (RunResult result : folder.results().all()) {
            if (result.point().equals(point.name())) {
                folder.replaced().add(result);
            }
        }
        folder.results().keep(result -> !result.point().equals(point.name()));
    }

    private List<StudyPoint> selected(Study study, List<String> names) {
        try {
            return study.selected(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void requirePositive(String option, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be at least 1, not " + value);
        }
    }

    /** The folder of ./pixio, which sets the property, or the working directory. */
    private static Path checkout() {
        String launcher = System.getProperty("pixio.launcher");
        return launcher == null
                ? Path.of("").toAbsolutePath()
                : Path.of(launcher).toAbsolutePath().resolveSibling("");
    }
}
