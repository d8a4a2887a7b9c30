package dev.pixio.spark;

import dev.pixio.cli.launch.SameJava;
import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;

/**
 * The command of a process with the Java of this executor, and with the classes that Spark has sent it. Spark's own are left
 * out, except those that write the log.
 */
final class JavaCommand {

    /** As in ./pixio, which has the reasons. */
    private static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8",
            "-Dlog4j2.level=WARN");

    private static final Pattern LOG = Pattern.compile("log4j-(api|core|slf4j2-impl)-.*\\.jar");

    private JavaCommand() {}

    /**
     * The command of {@code pixio}.
     *
     * @param more options of the JVM
     * @param arguments a command of Pixio and its options
     */
    static List<String> pixio(List<String> more, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(more);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath()), SameJava.PIXIO));
        command.addAll(arguments);
        return command;
    }

    private static Set<String> classPath() {
        Set<String> entries = new LinkedHashSet<>();
        for (ClassLoader loader = Thread.currentThread().getContextClassLoader();
                loader != null;
                loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    entries.add(path(url).toString());
                }
            }
        }
        entries.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
        Path spark =
                path(SparkContext.class.getProtectionDomain().getCodeSource().getLocation());
        entries.removeIf(entry -> isOf(spark, Path.of(entry)));
        return entries;
    }

    /** Whether an entry is in the folder of Spark's jars and is not for the log. */
    private static boolean isOf(Path spark, Path entry) {
        Path folder = spark.getParent();
        return folder != null
                && folder.equals(entry.toAbsolutePath().normalize().getParent())
                && !LOG.matcher(String.valueOf(entry.getFileName())).matches();
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no file: " + url, e);
        }
    }
}
