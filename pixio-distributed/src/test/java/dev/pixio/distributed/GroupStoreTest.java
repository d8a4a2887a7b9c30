package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.distributed.Rendezvous.StoreServer;
import dev.pixio.torch.group.GroupException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupStoreTest {

    private int port;

    @BeforeEach
    void findPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    private GroupStore open(String host) {
        return GroupStore.open(
                new Rendezvous("test", 0, 1, 0, host, port, StoreServer.FIRST_PROCESS), Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    @EnabledOnOs(OS.LINUX)
    void processZeroListensOnTheAddressThatIsMeantOnly(String host) throws IOException {
        try (GroupStore store = open(host)) {
            store.set("key", "value");
            assertThat(store.get("key")).isEqualTo("value");
            new Socket(InetAddress.getAllByName(host)[0], port).close();
            // Linux has all of 127.0.0.0/8.
            assertThatThrownBy(() -> new Socket("127.0.0.2", port)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anAddressOfVersion6IsListenedOn() throws IOException {
        InetAddress loopback = InetAddress.getAllByName("::1")[0];
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "this host has no IPv6");
        try (GroupStore store = open("::1")) {
            store.set("key", "value");
            new Socket(loopback, port).close();
            assertThatThrownBy(() -> new Socket(InetAddress.getAllByName("127.0.0.1")[0], port))
                    .isInstanceOf(ConnectException.class);
        }
    }

    /** What waits for a key in one must not keep the others from answering. */
    @Test
    void aSecondConnectionWaitsAlone() throws Exception {
        try (GroupStore store = open("127.0.0.1");
                GroupStore.Connection one = store.connect("one", Duration.ofSeconds(60));
                GroupStore.Connection other = store.connect("one", Duration.ofSeconds(60))) {
            CompletableFuture<String> waiting =
                    CompletableFuture.supplyAsync(() -> one.store().get_to_str("late"));
            store.set("key", "value");
            assertThat(store.get("key")).isEqualTo("value");
            assertThat(waiting).isNotDone();
            other.store().set("late", "here");

            assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("here");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getAllByName("127.0.0.1")[0])) {
            assertThatThrownBy(() -> open("127.0.0.1"))
                    .isInstanceOf(GroupException.class)
                    .hasMessageStartingWith("process 0 cannot listen on port " + port + ": ")
                    .hasMessageContaining("ddress already in use");
            assertThat(taken.isBound()).isTrue();
        }
    }

    /** A program that is silent, or a process 0 that is stopped. */
    @Test
    @Timeout(120)
    void aPortWhoseProgramDoesNotAnswerIsNotWaitedForWithoutALimit() throws IOException {
        try (ServerSocket silent = new ServerSocket(port, 9, InetAddress.getAllByName("127.0.0.1")[0])) {
            Rendezvous second = new Rendezvous("test", 1, 2, 1, "127.0.0.1", port, StoreServer.FIRST_PROCESS);
            assertThatThrownBy(() -> GroupStore.open(second, Duration.ofSeconds(1)))
                    .isInstanceOf(GroupException.class)
                    .hasMessageStartingWith("process 1 did not reach process 0 at 127.0.0.1:" + port
                            + " within 1 s: the program that listens there does not answer");
            assertThat(silent.isBound()).isTrue();
        }
    }

    @Test
    void anAddressOfAnotherHostSaysNothingAboutAnInterface() throws IOException {
        assertThat(ListeningSocket.open("192.0.2.1", port)).isEmpty(); // for documentation, RFC 5737
        assertThat(ListeningSocket.open("0.0.0.0", port)).isEmpty();
    }
}
