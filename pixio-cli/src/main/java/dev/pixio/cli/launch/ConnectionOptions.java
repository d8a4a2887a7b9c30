package dev.pixio.cli.launch;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.distributed.C10dGroup;
import dev.pixio.distributed.Rendezvous;
import dev.pixio.distributed.Transport;
import dev.pixio.io.OneLine;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.SingleProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The connection of a process with the others of its group. */
@OptionSection("Several processes")
public final class ConnectionOptions {

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            order = 1,
            description = "How long an answer of another process is waited for (default: 300).")
    private long timeout = C10dGroup.TIMEOUT.toSeconds();

    @Option(
            names = "--start-timeout",
            paramLabel = "SECONDS",
            order = 2,
            description = "How long the other processes are waited for at the start (default: 60).")
    private long startTimeout = C10dGroup.START_TIMEOUT.toSeconds();

    /** What a process does in its group. */
    @FunctionalInterface
    public interface Member {
        int run(ProcessGroup group) throws IOException, InterruptedException;
    }

    /**
     * Connects this process with its group, if the environment says that it has one, and runs it. If it fails, the others learn why.
     *
     * @return its exit code
     * @throws ParameterException if an option or the environment is not valid
     * @throws GroupException if the others do not come in time
     */
    public int run(CommandSpec spec, Member member) throws IOException, InterruptedException {
        return run(spec, Transport.AUTO, member);
    }

    /** @param transport of tensors on devices */
    int run(CommandSpec spec, Transport transport, Member member) throws IOException, InterruptedException {
        try (ProcessGroup group = join(spec, transport)) {
            try {
                return member.run(group);
            } catch (GroupException e) {
                throw e; // the others know
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                group.reportFailure(OneLine.of(Objects.requireNonNullElse(e.getMessage(), e.toString())));
                throw e;
            }
        }
    }

    private ProcessGroup join(CommandSpec spec, Transport transport) {
        try {
            requireSeconds("--timeout", timeout);
            requireSeconds("--start-timeout", startTimeout);
            return join(transport);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ProcessGroup join(Transport transport) {
        Optional<Rendezvous> place = Rendezvous.of(System.getenv());
        if (place.isEmpty() || (place.get().size() == 1 && transport == Transport.AUTO)) {
            if (transport == Transport.NCCL) {
                throw new IllegalArgumentException(
                        "--backend nccl is for a group of processes: start them by 'pixio launch'");
            }
            return SingleProcess.ALONE;
        }
        Libtorch.setGpu(place.get().localRank());
        return C10dGroup.join(place.get(), Duration.ofSeconds(startTimeout), Duration.ofSeconds(timeout), transport);
    }

    private static void requireSeconds(String option, long seconds) {
        if (seconds < 1 || seconds > Duration.ofDays(7).toSeconds()) {
            throw new IllegalArgumentException(option + " must be 1 second to 7 days, not " + seconds);
        }
    }
}
