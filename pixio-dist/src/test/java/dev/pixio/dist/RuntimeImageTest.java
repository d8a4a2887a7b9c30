package dev.pixio.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeImageTest {

    /** Of parts that Pixio does not use: JMX of logback over RMI, agents of Byte Buddy, scripts, Kerberos, XML signatures. */
    private static final List<String> UNUSED = List.of(
            "java.rmi",
            "java.instrument",
            "java.scripting",
            "java.prefs",
            "java.security.jgss",
            "java.security.sasl",
            "java.xml.crypto");

    @TempDir
    private Path folder;

    @Test
    void everyModuleThatTheJarsUseIsInTheRuntime() throws Exception {
        Path classes = folder.resolve("classes.jar");
        merge(classes);

        Path jdeps = Path.of(System.getProperty("java.home"), "bin", "jdeps");
        assumeTrue(Files.isExecutable(jdeps), "this Java has no jdeps");
        String found = RuntimeImage.run(jdeps, "--ignore-missing-deps", "--print-module-deps", classes.toString())
                .strip();

        List<String> modules = new ArrayList<>(List.of(found.split(",", -1)));
        modules.removeAll(UNUSED);
        assertThat(modules).contains("java.desktop");
        assertThat(RuntimeImage.FOUND).containsAll(modules);
    }

    /** The classes of all jars as one without modules, because jdeps resolves those of jars, and some are missing. */
    private static void merge(Path to) throws IOException {
        Set<String> names = new HashSet<>();
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            out.setLevel(Deflater.BEST_SPEED);
            for (String jar : jars()) {
                try (ZipFile zip = new ZipFile(jar)) {
                    for (ZipEntry entry : zip.stream().toList()) {
                        if (isClass(entry.getName()) && names.add(entry.getName())) {
                            out.putNextEntry(new ZipEntry(entry.getName()));
                            try (InputStream in = zip.getInputStream(entry)) {
                                in.transferTo(out);
                            }
                        }
                    }
                }
            }
        }
    }

    private static boolean isClass(String entry) {
        return entry.endsWith(".class") && !entry.startsWith("META-INF/") && !entry.endsWith("module-info.class");
    }

    private static List<String> jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> Files.isRegularFile(Path.of(entry)))
                .filter(entry -> !Path.of(entry)
                        .getFileName()
                        .toString()
                        .matches("(junit|assertj|opentest4j|apiguardian|byte-buddy|surefire|jacoco|plexus|archunit).*"))
                .toList();
    }
}
