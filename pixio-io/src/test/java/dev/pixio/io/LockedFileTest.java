package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LockedFileTest {

    @TempDir
    private Path folder;

    @Test
    void aRefusedSecondLockDoesNotReleaseTheFirst() throws Exception {
        Path file = folder.resolve("run.lock");
        try (LockedFile first = LockedFile.create(file).orElseThrow()) {
            assertThat(LockedFile.create(file)).isEmpty();
            assertThat(LockedFile.open(file)).isEmpty();
            assertThat(LockProbe.of(file)).isEqualTo("locked");
            assertThat(first.channel().isOpen()).isTrue();
        }
        assertThat(LockProbe.of(file)).isEqualTo("free");
    }

    @Test
    void anotherNameOfTheSameFileIsRefusedToo() throws Exception {
        Path file = Files.createFile(folder.resolve("run.lock"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        try (LockedFile first = LockedFile.create(file).orElseThrow()) {
            assertThat(LockedFile.create(link.resolve("run.lock"))).isEmpty();
            assertThat(LockedFile.create(folder.resolve("../" + folder.getFileName() + "/run.lock")))
                    .isEmpty();
            assertThat(LockProbe.of(file)).isEqualTo("locked");
            assertThat(first.channel().isOpen()).isTrue();
        }
    }

    @Test
    void aReleasedLockCanBeTakenAgain() throws Exception {
        Path file = folder.resolve("run.lock");
        LockedFile first = LockedFile.create(file).orElseThrow();
        first.close();
        try (LockedFile second = LockedFile.open(file).orElseThrow()) {
            first.close(); // a second close must not release the second lock
            assertThat(LockedFile.open(file)).isEmpty();
            assertThat(LockProbe.of(file)).isEqualTo("locked");
            assertThat(second.channel().isOpen()).isTrue();
        }
    }

    @Test
    void openDoesNotCreateTheFile() {
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> LockedFile.open(absent)).isInstanceOf(NoSuchFileException.class);
        assertThat(absent).doesNotExist();
    }

    @Test
    void aLockOfAnotherProcessIsRefused() throws IOException {
        Path file = folder.resolve("run.lock");
        assertThat(LockedFile.lock(file, List.of(StandardOpenOption.CREATE), channel -> Optional.empty()))
                .isEmpty();
        try (LockedFile later = LockedFile.create(file).orElseThrow()) {
            assertThat(later.channel().isOpen()).isTrue();
        }
    }

    @Test
    void aFileSystemWithoutLocksIsReportedOnceAndUsed() throws IOException {
        Path file = folder.resolve("run.lock");
        LockedFile.SystemLock none = channel -> {
            throw new IOException("Function not implemented");
        };
        Logger log = (Logger) LoggerFactory.getLogger(LockedFile.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        log.addAppender(events);
        try {
            for (int i = 0; i < 2; i++) {
                try (LockedFile held = LockedFile.lock(file, List.of(StandardOpenOption.CREATE), none)
                        .orElseThrow()) {
                    assertThat(LockedFile.create(file)).isEmpty(); // by this process, it is still locked
                    assertThat(held.channel().isOpen()).isTrue();
                }
            }
        } finally {
            log.detachAppender(events);
        }
        assertThat(events.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage())
                    .contains(file.toRealPath().toString())
                    .contains("Function not implemented")
                    .doesNotContain("\n");
        });
    }
}
