package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

    /** The digests of "abc" and of a million characters "a": FIPS 180-2, appendices B.1 and B.3. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String MILLION = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

    @TempDir
    private Path folder;

    @Test
    void textsBytesAndBuffersAreAdded() {
        assertThat(new Sha256().add("abc").hex()).isEqualTo(ABC);
        assertThat(new Sha256()
                        .add("a")
                        .add((byte) 'b')
                        .add(ByteBuffer.wrap(new byte[] {'c'}))
                        .hex())
                .isEqualTo(ABC);
        assertThat(new Sha256().add("abc").bytes()).startsWith(0xba, 0x78, 0x16).hasSize(32);
    }

    @Test
    void filesAreAdded() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "a".repeat(1_000_000));
        assertThat(Sha256.hexOf(file)).isEqualTo(MILLION);
        assertThat(new Sha256()
                        .add(Files.writeString(folder.resolve("ab"), "ab"))
                        .add("c")
                        .hex())
                .isEqualTo(ABC);
    }
}
