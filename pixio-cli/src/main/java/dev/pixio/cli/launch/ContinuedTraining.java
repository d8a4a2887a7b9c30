package dev.pixio.cli.launch;

import java.util.ArrayList;
import java.util.List;

/** The arguments of {@code pixio pretrain} or {@code embed} that start it, and those that continue it after a process failed. */
public final class ContinuedTraining {

    private static final String RESUME = "--resume";
    private static final String OUT = "--out";

    private ContinuedTraining() {}

    /** Whether there is a folder or a file to continue from: one of {@code --out} and {@code --resume} is given. */
    public static boolean isPossible(List<String> arguments) {
        return has(arguments, OUT) || has(arguments, RESUME);
    }

    /** The arguments that continue from the last checkpoint or the last batch, if there is one already. */
    public static List<String> of(List<String> arguments) {
        List<String> again = new ArrayList<>(arguments);
        again.remove("--overwrite");
        if (!has(arguments, RESUME)) {
            again.add(RESUME);
        }
        return again;
    }

    /** Whether an option is given, as {@code --option} or {@code --option=value}. */
    public static boolean has(List<String> arguments, String option) {
        return arguments.stream().anyMatch(text -> text.equals(option) || text.startsWith(option + "="));
    }
}
