package dev.pixio.data.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of archives, so that they are not listed at each start. */
@Timeout(120)
class TarIndexCacheTest {

    @TempDir
    private Path folder;

    private TarFolder archives;

    @BeforeEach
    void inFolder() {
        archives = new TarFolder(folder);
    }

    @Test
    void anIndexIsKeptUntilTheArchiveChanges() throws IOException {
        archives.open("tar", Tars.samples(0, 3)).close();
        Path archive = folder.resolve("0.tar");
        FileTime time = Files.getLastModifiedTime(archive);
        TarIndex planted = new TarIndex();
        planted.add("planted.png", 512, 10, "");
        String identity = Archive.of(archive.toString()).identity();
        new TarIndexCache(archives.cache()).save(identity, planted);
        try (TarSource source = archives.reopen("tar", 1)) {
            assertThat(TarFolder.names(source)).containsExactly("planted.png");
        }
        Files.setLastModifiedTime(archive, FileTime.fromMillis(time.toMillis() + 5000));
        try (TarSource source = archives.reopen("tar", 1)) {
            assertThat(source.size()).as("another time").isEqualTo(3);
        }
        Files.write(archive, Tars.samples(0, 4));
        Files.setLastModifiedTime(archive, time);
        try (TarSource source = archives.reopen("tar", 1)) {
            assertThat(source.size()).as("another size").isEqualTo(4);
        }
        Files.write(archive, Tars.samples(0, 3));
        Files.setLastModifiedTime(archive, time);
        try (TarSource source = archives.reopen("tar", 1)) {
            assertThat(TarFolder.names(source)).as("as at first").containsExactly("planted.png");
        }
        try (var files = Files.list(archives.cache())) {
            for (Path index : files.toList()) {
                Files.write(index, Arrays.copyOf(Files.readAllBytes(index), 40));
            }
        }
        try (TarSource source = archives.reopen("tar", 1)) {
            assertThat(source.size()).as("a damaged index is made again").isEqualTo(3);
        }
    }

    @Test
    void anIndexOfADamagedArchiveIsNotKept() throws IOException {
        archives.open("tar", Arrays.copyOf(Tars.samples(0, 3), 15 * 512 + 20)).close();
        assertThat(archives.cache()).doesNotExist();
    }

    /** A sample without an image counts. A file that states another number costs no pass through the archive at each start. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theNumberOfSamplesIsKeptInTheIndex(int stated) throws IOException {
        byte[] tar = Tars.write(to -> {
            Tars.add(to, "1.png", Tars.png(4));
            Tars.add(to, "2.txt", (byte) 'x');
            Tars.add(to, "3.png", Tars.png(5));
        });
        Files.writeString(folder.resolve("sizes.json"), "{\"0.tar\": " + stated + ", \"1.tar\": 9, \"note\": \"x\"}");
        try (TarSource source = archives.open("tar", tar)) {
            assertThat(source.size()).isEqualTo(2);
        }
        String identity = Archive.of(folder.resolve("0.tar").toString()).identity();
        assertThat(new TarIndexCache(archives.cache()).find(identity))
                .hasValueSatisfying(index -> assertThat(index.samples()).isEqualTo(3));
    }
}
