package dev.pixio.cli.launch;

import dev.pixio.distributed.Rendezvous;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** Which processes of a group run a command that processes do not divide: process 0 alone. */
public final class OtherProcesses {

    private OtherProcesses() {}

    /** Whether this process runs the command; otherwise a line says why it does not. */
    public static boolean runs(ParseResult parsed) {
        return runs(parsed, System.getenv());
    }

    static boolean runs(ParseResult parsed, Map<String, String> environment) {
        if (!parsed.hasSubcommand()
                || isDivided(parsed)
                || parsed.subcommand().commandSpec().helpCommand()
                || parsed.asCommandLineList().stream().anyMatch(line -> line.isUsageHelpRequested())) {
            return true;
        }
        Optional<Rendezvous> place = place(environment);
        if (place.isEmpty() || place.get().rank() == 0) {
            return true;
        }
        parsed.commandSpec()
                .commandLine()
                .getErr()
                .println("pixio: '" + parsed.subcommand().commandSpec().name()
                        + "' runs in process 0 alone, and this is process "
                        + place.get().rank() + " of "
                        + place.get().size() + " by " + place.get().starter() + "; unset them to run it here");
        return false;
    }

    private static boolean isDivided(ParseResult parsed) {
        return parsed.subcommand().commandSpec().userObject() instanceof GroupCommand
                && parsed.asCommandLineList().stream()
                        .noneMatch(line -> line.getCommandSpec().userObject() instanceof LoneCommand);
    }

    private static Optional<Rendezvous> place(Map<String, String> environment) {
        try {
            return Rendezvous.of(environment);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // only a command that needs them refuses them
        }
    }
}
