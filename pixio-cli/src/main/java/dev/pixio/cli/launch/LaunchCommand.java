package dev.pixio.cli.launch;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.distributed.launch.LaunchPlan;
import dev.pixio.distributed.launch.Launcher;
import dev.pixio.torch.Libtorch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio launch}. */
@Command(
        name = "launch",
        mixinStandardHelpOptions = true,
        description = {
            "Starts several processes that run pretrain, finetune, distill, embed or evaluate together, on this host or, started on each of"
                    + " them, on several hosts.",
            "",
            "The processes divide the images, and the results are those of one process. They divide the cores of this host"
                    + " among them; with --gpus each has a GPU. Where another program starts the processes (torchrun, srun,"
                    + " mpirun), start 'pixio pretrain', finetune, distill, embed or evaluate by it and leave this command out. The connections are neither"
                    + " encrypted nor authenticated: the network must be private."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: all processes succeeded",
            "1: a process failed, with a message",
            "2: wrong usage",
            "130: interrupted by Ctrl-C, one checkpoint saved (143 by SIGTERM, 129 if the terminal was closed)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio launch --processes 2 -- pretrain --data ~/photos --out runs/mine",
            "  pixio launch --processes 2 -- embed --weights runs/mine --data ~/photos --out features.parquet",
            "  pixio launch --processes 2 --max-restarts 3 -- pretrain --data ~/photos --out runs/mine",
            "  on each of two hosts, with its own --node-rank:",
            "  pixio launch --processes 2 --nodes 2 --node-rank 0 --master 10.0.0.1:29500 -- pretrain --out runs/mine"
        })
public final class LaunchCommand implements Callable<Integer>, GroupCommand {

    private static final String EVALUATE = "evaluate";
    private static final List<String> TRAININGS = List.of("pretrain", "finetune", "distill");
    private static final List<String> STARTED = List.of("pretrain", "finetune", "distill", "embed", EVALUATE);

    @Spec
    private CommandSpec spec;

    @Option(names = "--processes", required = true, paramLabel = "N", description = "Processes to start on this host.")
    private int processes;

    @Option(names = "--nodes", paramLabel = "M", description = "Number of hosts (default: 1).")
    private int nodes = 1;

    @Option(names = "--node-rank", paramLabel = "R", description = "Number of this host, from 0 (default: 0).")
    private int nodeRank;

    @Option(
            names = "--master",
            paramLabel = "HOST:PORT",
            description = "Where process 0 listens; the same on all hosts (default: this host, any free port).")
    private @Nullable String master;

    @Option(names = "--gpus", description = "Give each process a GPU.")
    private boolean gpus;

    @Option(names = "--no-bind", description = "Do not bind the processes to cores.")
    private boolean unbound;

    @Option(
            names = "--max-restarts",
            paramLabel = "N",
            description =
                    "If a process fails, start all of them again, from the last checkpoint or the last batch, at most"
                            + " this often (default: 0).")
    private int maxRestarts;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command and its options, after --.")
    private List<String> command = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        LaunchPlan plan = RefusedOption.named(spec, this::plan);
        Launcher launcher = new Launcher(
                plan, spec.commandLine().getOut(), spec.commandLine().getErr());
        if (command.contains("--json")) {
            launcher.withBareOutput();
        }
        SignalHandler interrupt = new SignalHandler(
                launcher::stop,
                launcher::killAll,
                spec.commandLine().getErr(),
                () -> "asking all processes to stop"
                        + (training() ? " after this step and to save one checkpoint" : ""));
        try (interrupt) {
            int code = launcher.run(
                    process(command), process(continues() ? ContinuedTraining.of(command) : command), maxRestarts);
            return interrupt.exitCode(code);
        }
    }

    private static List<String> process(List<String> arguments) {
        return SameJava.command(List.of(), SameJava.PIXIO, arguments);
    }

    private LaunchPlan plan() {
        if (!STARTED.contains(command.get(0))) {
            throw new IllegalArgumentException(
                    "'launch' starts 'pretrain', 'finetune', 'distill', 'embed' or 'evaluate', not '" + command.get(0)
                            + "'; write it after --");
        }
        if (maxRestarts < 0) {
            throw new IllegalArgumentException("--max-restarts must be at least 0, not " + maxRestarts);
        }
        if (maxRestarts > 0 && continues() && !ContinuedTraining.isPossible(command)) {
            throw new IllegalArgumentException("--max-restarts needs the run or the file to continue from: give --out");
        }
        if (nodes > 1 && master == null) {
            throw new IllegalArgumentException(
                    "--master HOST:PORT is missing: with several hosts all must know process 0");
        }
        String host = "127.0.0.1";
        int port = 0;
        if (master != null) {
            int colon = master.lastIndexOf(':');
            if (colon < 1 || !master.substring(colon + 1).matches("[0-9]{1,5}")) {
                throw new IllegalArgumentException("--master must be HOST:PORT, not '" + master + "'");
            }
            host = master.substring(0, colon).replaceFirst("^\\[(.*)\\]$", "$1"); // [::1]:29500
            port = Integer.parseInt(master.substring(colon + 1));
            if (port > 65_535 || (port == 0 && nodes > 1)) {
                throw new IllegalArgumentException("--master: the port must be 1 to 65535, not " + port);
            }
        }
        return new LaunchPlan(
                processes,
                nodes,
                nodeRank,
                host,
                port,
                unbound ? List.of() : LaunchPlan.allowedCores(),
                gpus ? gpus() : List.of());
    }

    private static List<String> gpus() {
        int count = Libtorch.gpuCount();
        if (count == 0) {
            throw new IllegalArgumentException(
                    "--gpus: no GPU can be used here: " + Libtorch.gpuProblem(OptionalInt.empty()));
        }
        return LaunchPlan.gpuNames(count, System.getenv().getOrDefault(LaunchPlan.VISIBLE_GPUS, ""));
    }

    private boolean training() {
        return TRAININGS.contains(command.get(0));
    }

    /** Whether the command continues where it was interrupted. */
    private boolean continues() {
        return !command.get(0).equals(EVALUATE);
    }
}
