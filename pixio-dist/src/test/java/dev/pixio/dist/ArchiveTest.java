package dev.pixio.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ArchiveTest {

    private static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void datesAndOrderOfFilesDoNotChangeTheBytes() throws IOException {
        Path first = tree("first", "bin/run", "lib/a", "lib/b");
        Path second = tree("second", "lib/b", "lib/a", "bin/run");
        Files.setLastModifiedTime(second.resolve("lib/a"), FileTime.from(Instant.EPOCH));

        new Archive(first, "program", TIME).writeTarGz(folder.resolve("first.tar.gz"));
        new Archive(second, "program", TIME).writeTarGz(folder.resolve("second.tar.gz"));

        assertThat(folder.resolve("first.tar.gz")).hasSameBinaryContentAs(folder.resolve("second.tar.gz"));
    }

    @Test
    void entriesHaveFixedOwnersModesAndTimes() throws IOException {
        Path tree = tree("tree", "bin/run", "lib/a");
        assertThat(tree.resolve("bin/run").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(tree.resolve("lib/link"), Path.of("a"));

        Path file = folder.resolve("tree.tar.gz");
        new Archive(tree, "program", TIME).writeTarGz(file);

        Map<String, TarArchiveEntry> entries = entries(file);
        assertThat(entries.keySet())
                .containsExactly(
                        "program/",
                        "program/bin/",
                        "program/bin/run",
                        "program/lib/",
                        "program/lib/a",
                        "program/lib/link");
        assertThat(entries.values()).allSatisfy(entry -> {
            assertThat(entry.getUserName()).isEqualTo("root");
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(TIME);
        });
        assertThat(entry(entries, "program/bin/run").getMode() & 0777).isEqualTo(0755);
        assertThat(entry(entries, "program/lib/a").getMode() & 0777).isEqualTo(0644);
        assertThat(entry(entries, "program/lib/link").getLinkName()).isEqualTo("a");
    }

    private Path tree(String name, String... files) throws IOException {
        Path root = folder.resolve(name);
        for (String file : files) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), "content of " + file);
        }
        return root;
    }

    private static TarArchiveEntry entry(Map<String, TarArchiveEntry> entries, String name) {
        return Objects.requireNonNull(entries.get(name), name);
    }

    private static Map<String, TarArchiveEntry> entries(Path file) throws IOException {
        Map<String, TarArchiveEntry> entries = new TreeMap<>();
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)));
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), entry);
            }
        }
        return entries;
    }
}
