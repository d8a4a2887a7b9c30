package dev.pixio.cli.launch;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.distributed.Transport;
import dev.pixio.distributed.launch.Launcher;
import dev.pixio.train.group.GroupOptions;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options of a process that trains together with others. */
@OptionSection("Several processes")
public final class ProcessOptions {

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--bucket-size",
            paramLabel = "MIB",
            order = 3,
            description = "Gradients are sent in buckets of this size (default: 25).")
    private int bucketSize = (int) (GroupOptions.DEFAULT.bucketBytes() >> 20);

    @Option(
            names = "--check-replicas-every",
            paramLabel = "STEPS",
            order = 4,
            description = "Steps between checks that all processes have the same weights; 0 checks at the start only"
                    + " (default: 1000).")
    private long checkReplicasEvery = GroupOptions.DEFAULT.checkEvery();

    @Option(
            names = "--shard-optimizer",
            order = 5,
            description = "Divide the optimizer's moments among the processes (ZeRO stage 1): less memory, more"
                    + " communication.")
    private boolean shardOptimizer;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            order = 6,
            description =
                    "How gradients and weights travel: gloo, nccl (between GPUs, one for each process) or auto: nccl on"
                            + " GPUs, gloo on CPUs (default: auto).")
    private String backend = Transport.AUTO.toString();

    /**
     * The options of a group.
     *
     * @throws IllegalArgumentException if one is not valid
     */
    public GroupOptions options() {
        Transport.named(backend);
        if (bucketSize < 1 || bucketSize > 2047) {
            throw new IllegalArgumentException("--bucket-size must be 1 to 2047 MiB, not " + bucketSize);
        }
        if (checkReplicasEvery < 0) {
            throw new IllegalArgumentException(
                    "--check-replicas-every must be at least 0 (0 checks at the start only), not "
                            + checkReplicasEvery);
        }
        return new GroupOptions((long) bucketSize << 20, checkReplicasEvery, shardOptimizer);
    }

    /**
     * Connects this process with its group, if the environment says that it has one, and runs it, as {@link ConnectionOptions#run} does. A
     * group of one is connected, too, if it is to use a backend: so that it can be tried.
     */
    public int run(CommandSpec spec, ConnectionOptions.Member member) throws IOException, InterruptedException {
        return connection.run(spec, Transport.named(backend), member);
    }

    /** Ends this process, which has nothing to save, when its launcher ends. */
    public static void endAfterLauncher() {
        afterLauncher(() -> System.exit(SignalHandler.TERMINATED));
    }

    /** Calls {@code stop} when the launcher of this process ends, so that no process is left alone. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing waits for it
    public static void afterLauncher(Runnable stop) {
        String parent = System.getenv().getOrDefault(Launcher.PARENT, "");
        if (parent.matches("[0-9]{1,18}")) {
            ProcessHandle.of(Long.parseLong(parent))
                    .ifPresentOrElse(launcher -> launcher.onExit().whenComplete((ended, failure) -> stop.run()), stop);
        }
    }
}
