package dev.pixio.cli.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a program of pixio-spark by {@code spark-submit}.
 *
 * @param program spark-submit
 * @param jars pixio-spark and what it needs besides Spark, first its own
 */
record SparkSubmit(Path program, List<String> jars) {

    /** Set by ./pixio, which builds pixio-spark when a command needs it. */
    static final String CLASS_PATH = "pixio.spark.classpath";

    private static final String MEMORY = "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0";

    /**
     * That of {@code SPARK_HOME}, or else of the path.
     *
     * @throws IOException if there is no Spark, or if this process was not started by ./pixio
     */
    static SparkSubmit ofThisMachine() throws IOException {
        return of(System.getenv(), System.getProperty(CLASS_PATH, ""));
    }

    static SparkSubmit of(Map<String, String> environment, String classPath) throws IOException {
        Path program = find(environment);
        if (classPath.isEmpty()) {
            throw new IOException("the jars of pixio-spark are not known: start this command by ./pixio");
        }
        return new SparkSubmit(program, List.of(classPath.split(File.pathSeparator)));
    }

    private static Path find(Map<String, String> environment) throws IOException {
        String home = environment.getOrDefault("SPARK_HOME", "");
        if (!home.isEmpty()) {
            Path program = Path.of(home, "bin", "spark-submit");
            if (!Files.isExecutable(program)) {
                throw new IOException("SPARK_HOME is " + home + ", which has no bin/spark-submit");
            }
            return program;
        }
        Optional<Path> found = Arrays.stream(
                        environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "spark-submit"))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(() -> new IOException("there is no Spark: install Spark 4 for Scala 2.13 and set"
                + " SPARK_HOME, or put its spark-submit on the path"));
    }

    /**
     * The command.
     *
     * @param main class to run
     * @param master URL of the cluster
     * @param settings of Spark, {@code KEY=VALUE}, after those that are set here
     * @param arguments of the class
     */
    List<String> command(String main, String master, List<String> settings, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--master", master, "--class", main, "--name", "pixio"));
        List<String> all = new ArrayList<>(List.of(
                "spark.log.level=WARN",
                "spark.ui.showConsoleProgress=true",
                "spark.driver.extraJavaOptions=" + MEMORY,
                "spark.executor.extraJavaOptions=" + MEMORY,
                "spark.executorEnv.GOMP_SPINCOUNT=2000")); // as in ./pixio, which has the reason
        all.addAll(settings);
        all.forEach(setting -> command.addAll(List.of("--conf", setting)));
        command.addAll(List.of("--jars", String.join(",", jars.subList(1, jars.size()))));
        command.add(jars.get(0));
        command.addAll(arguments);
        return command;
    }

    /** Runs the command with the terminal of this process, and returns its exit code. */
    int run(String main, String master, List<String> settings, List<String> arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(main, master, settings, arguments)).inheritIO();
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        Thread hook = new Thread(process::destroy, "pixio-submit-end");
        Runtime.getRuntime().addShutdownHook(hook);
        return process.waitFor();
    }
}
