package dev.pixio.serve.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {

    @TempDir
    Path folder;

    @Test
    void aTokenIsReadWithoutTheEndOfItsLine() throws IOException {
        Path file = Files.writeString(folder.resolve("t"), "0123456789abcdef\n");

        assertThat(AccessToken.read(file).matches("0123456789abcdef")).isTrue();
        assertThat(AccessToken.read(file).matches("0123456789abcdeF")).isFalse();
    }

    @Test
    void aMessageAboutATokenDoesNotContainIt() throws IOException {
        Path file = Files.writeString(folder.resolve("t"), "s3cret");

        assertThatThrownBy(() -> AccessToken.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("16 to 512")
                .hasMessageNotContaining("s3cret");
        assertThat(AccessToken.of("0123456789abcdef").toString()).doesNotContain("0123");
    }

    @Test
    void generatedTokensDiffer() {
        assertThat(AccessToken.generate().secret())
                .hasSize(43)
                .isNotEqualTo(AccessToken.generate().secret());
    }

    @Test
    void otherMachinesNeedAToken() {
        assertThatThrownBy(() -> new ServerAccess("0.0.0.0", 0, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token");
        assertThat(new ServerAccess("127.0.0.1", 0, Optional.empty()).token()).isEmpty();
    }
}
