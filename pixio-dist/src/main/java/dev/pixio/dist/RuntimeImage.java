package dev.pixio.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java runtime with the modules that Pixio uses, linked from a JDK. */
final class RuntimeImage {

    /** The modules that jdeps finds in the jars; a test compares. */
    static final List<String> FOUND = List.of(
            "java.base",
            "java.compiler", // annotations in jars
            "java.desktop", // BufferedImage and ImageIO
            "java.logging",
            "java.management", // memory and options of the JVM
            "java.naming", // logback
            "java.net.http",
            "java.sql", // dates in Jackson and Parquet
            "java.xml",
            "jdk.httpserver",
            "jdk.management",
            "jdk.unsupported"); // sun.misc.Unsafe in JavaCPP and Protocol Buffers

    /** The modules that services and names in strings need. */
    static final List<String> LOADED = List.of(
            "jdk.crypto.ec", // TLS of web servers
            "jdk.zipfs", // archives as file systems
            "jdk.jfr", // profiles, when a user asks for one
            "jdk.jcmd"); // thread dumps of a program that hangs

    private RuntimeImage() {}

    /**
     * Links the runtime into a new folder.
     *
     * @throws IOException if jlink fails, with its message
     */
    static void link(Jdk jdk, Path folder) throws IOException, InterruptedException {
        run(
                jdk.jlink(),
                "--add-modules",
                String.join(",", FOUND) + "," + String.join(",", LOADED),
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                folder.toString());
        dumpClasses(folder);
    }

    /** The archive of the JDK's own classes, on which that of Pixio's classes is based; jlink of JDK 17 makes none. */
    private static void dumpClasses(Path folder) throws IOException, InterruptedException {
        Path java = folder.resolve("bin").resolve("java");
        if (!Files.isExecutable(java)) {
            return; // on Windows
        }
        run(java, "-Xshare:dump", "-Xlog:disable", "-XX:+UseSerialGC");
    }

    /** Runs a tool of a JDK and returns what it prints. */
    static String run(Path tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(tool.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(tool + " ended with " + process.exitValue() + ": " + output.strip());
        }
        return output;
    }
}
