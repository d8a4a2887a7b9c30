package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FailureReasonTest {

    @Test
    void exceptionsWithoutAMessageHaveAReason() {
        assertThat(FailureReason.of(new ClosedByInterruptException())).isEqualTo("the thread was interrupted");
        assertThat(FailureReason.of(new ClosedChannelException()))
                .contains("closed")
                .contains("interrupted");
        assertThat(FailureReason.of(new IOException())).isEqualTo("an unknown reason (IOException)");
        assertThat(FailureReason.of(new EOFException())).isEqualTo("it is truncated");
    }

    @Test
    void theReasonDoesNotRepeatTheFile() {
        assertThat(FailureReason.of(new AccessDeniedException("/a"))).isEqualTo("no permission");
        assertThat(FailureReason.of(new NoSuchFileException("/a"))).isEqualTo("no such file");
        assertThat(FailureReason.of(new DirectoryNotEmptyException("/a")))
                .isEqualTo("it is a folder that is not empty");
        assertThat(FailureReason.of(new FileAlreadyExistsException("/a"))).isEqualTo("it already exists");
        assertThat(FailureReason.of(new NotDirectoryException("/a"))).isEqualTo("it is not a folder");
        assertThat(FailureReason.of(new FileSystemException("/a", null, "File name too long")))
                .isEqualTo("File name too long");
    }

    @Test
    void theFileIsNamedIfItIsKnown() {
        assertThat(FailureReason.withFile(new AccessDeniedException("/a"))).isEqualTo("/a: no permission");
        assertThat(FailureReason.withFile(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
    }

    @Test
    void otherReasonsAreTheFirstLineOfTheMessage() {
        assertThat(FailureReason.of(new IOException("No space left on device\nmore")))
                .isEqualTo("No space left on device");
        assertThat(FailureReason.of(new MalformedInputException(1))).isEqualTo("it is not text in UTF-8");
    }
}
