package dev.pixio.data.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RemoteFileTest {

    private static final byte[] CONTENT = new byte[100_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    /** For all tests of the process: they run side by side. */
    @BeforeAll
    static void shortWaits() {
        System.setProperty(Retries.FIRST_WAIT, "1");
    }

    @Test
    void aCutConnectionContinuesWhereItWasCut() throws IOException {
        try (TestServer server = new TestServer().with("a.tar", CONTENT).cutting(9_000, 8)) {
            assertThat(all(RemoteFile.of(server.address("a.tar")), 0)).isEqualTo(CONTENT);
            assertThat(server.requests()).isGreaterThan(8);
        }
    }

    @Test
    void aServerWithoutPartsIsReadFromTheStart() throws IOException {
        try (TestServer server =
                new TestServer().with("a.tar", CONTENT).withoutParts().cutting(40_000, 2)) {
            RemoteFile file = RemoteFile.of(server.address("a.tar"));
            assertThat(all(file, 0)).isEqualTo(CONTENT);
            assertThat(all(file, 70_000)).isEqualTo(Arrays.copyOfRange(CONTENT, 70_000, CONTENT.length));
        }
    }

    @Test
    void aPartIsAskedFor() throws IOException {
        try (TestServer server = new TestServer().with("a.tar", CONTENT)) {
            RemoteFile file = RemoteFile.of(server.address("a.tar"));
            assertThat(file.length()).isEqualTo(CONTENT.length);
            assertThat(all(file, 99_990)).isEqualTo(Arrays.copyOfRange(CONTENT, 99_990, CONTENT.length));
            assertThat(all(file, CONTENT.length)).isEmpty();
        }
    }

    @Test
    void aMissingFileIsAskedForOnce() throws IOException {
        try (TestServer server = new TestServer()) {
            assertThatThrownBy(() -> RemoteFile.of(server.address("none.tar")))
                    .isInstanceOf(RemoteException.class)
                    .hasMessage(server.address("none.tar") + " cannot be read: the server has no such file (404)");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void redirectionsAreFollowed() throws IOException {
        try (TestServer server = new TestServer().with("a.tar", CONTENT)) {
            server.redirecting("old.tar", server.address("new.tar")).redirecting("new.tar", "/a.tar");
            RemoteFile file = RemoteFile.of(server.address("old.tar"));
            assertThat(all(file, 99_990)).isEqualTo(Arrays.copyOfRange(CONTENT, 99_990, CONTENT.length));
            server.redirecting("a.tar", "/old.tar");
            assertThatThrownBy(() -> RemoteFile.of(server.address("a.tar")))
                    .hasMessageEndingWith(": the server redirects more than 10 times");
            server.redirecting("file.tar", "file:///etc/passwd");
            assertThatThrownBy(() -> RemoteFile.of(server.address("file.tar")))
                    .hasMessageEndingWith(": the server redirects to file:///etc/passwd, which is not followed");
        }
    }

    @ParameterizedTest
    @CsvSource({"408, 4", "429, 4", "503, 4", "403, 1"})
    void whatMayPassIsAskedForAgain(int code, int requests) throws IOException {
        try (TestServer server = new TestServer().answering(code)) {
            assertThatThrownBy(() -> RemoteFile.of(server.address("a.tar")))
                    .hasMessage(server.address("a.tar") + " cannot be read: the server answers " + code);
            assertThat(server.requests()).isEqualTo(requests);
        }
    }

    @Test
    void anAddressWithoutAServerIsRefused() {
        assertThatThrownBy(() -> RemoteFile.of("http:///a.tar"))
                .hasMessageStartingWith("http:///a.tar cannot be read: not a valid address: ");
    }

    @Test
    void aFileThatChangesIsNotContinued() throws IOException {
        try (TestServer server = new TestServer().with("a.tar", CONTENT)) {
            RemoteFile file = RemoteFile.of(server.address("a.tar"));
            server.with("a.tar", Arrays.copyOf(CONTENT, 50_000));
            assertThatThrownBy(() -> all(file, 10))
                    .hasMessageEndingWith("it is another file now: it changed while it was read");
        }
    }

    @Test
    void aServerThatNeverSendsTheRestIsGivenUp() throws IOException {
        try (TestServer server = new TestServer().with("a.tar", CONTENT).declaring(10)) {
            RemoteFile file = RemoteFile.of(server.address("a.tar"));
            assertThatThrownBy(() -> all(file, 0)).isInstanceOf(RemoteException.class);
        }
    }

    private static byte[] all(RemoteFile file, long position) throws IOException {
        try (InputStream in = file.open(position)) {
            return in.readAllBytes();
        }
    }
}
