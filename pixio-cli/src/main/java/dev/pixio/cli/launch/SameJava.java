package dev.pixio.cli.launch;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command of a process with the Java, the options and the class path of this one: it runs the same build, whatever is built
 * meanwhile.
 */
public final class SameJava {

    /** The class of the command line {@code pixio}. */
    public static final String PIXIO = "dev.pixio.cli.Main";

    private SameJava() {}

    /**
     * The command.
     *
     * @param more options of the JVM, after those of this one
     * @param main a class with a main method
     */
    public static List<String> command(List<String> more, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(SameJava::isForChildren)
                .forEach(command::add);
        command.addAll(more);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    /** An agent would write to the file of this process, and a child has no terminal. */
    private static boolean isForChildren(String option) {
        return !option.startsWith("-javaagent")
                && !option.startsWith("-Dpixio.terminal")
                && !option.startsWith("-Dpixio.columns");
    }
}
