package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.distributed.Rendezvous.StoreServer;
import dev.pixio.torch.group.GroupException;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes of one JVM, each with a connection to the same store. */
@Timeout(300)
class RollCallTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    private final List<GroupStore> stores = new ArrayList<>();
    private int port;

    @BeforeEach
    void findPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    /** Process 0 is closed last: it has the store. */
    @AfterEach
    void closeStores() {
        for (int i = stores.size() - 1; i >= 0; i--) {
            stores.get(i).close();
        }
    }

    /** Starts a process on a host; completes with why it did not join, or with nothing. */
    private CompletableFuture<String> start(int rank, int size, String host, Duration timeout) {
        Rendezvous place = new Rendezvous("test", rank, size, rank, "127.0.0.1", port, StoreServer.FIRST_PROCESS);
        GroupStore store = GroupStore.open(place, LONG);
        stores.add(store);
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                new RollCall(place, store, host).await(timeout);
                result.complete("");
            } catch (GroupException e) {
                result.complete(e.getMessage());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static String of(CompletableFuture<String> process) throws Exception {
        return process.get(60, TimeUnit.SECONDS);
    }

    @Test
    void processesWithDifferentNumbersAreRefusedByAll() throws Exception {
        CompletableFuture<String> first = start(0, 2, "a", LONG);
        Thread.sleep(200);
        CompletableFuture<String> second = start(1, 3, "b", LONG);
        String message = "the processes at 127.0.0.1:" + port
                + " are not of one group: process 1 on b was started as one" + " of 3, process 0 on a as one of 2";
        assertThat(of(second)).isEqualTo(message);
        assertThat(of(first)).isEqualTo(message);
    }

    @Test
    void aRankThatTwoProcessesHaveIsRefusedByAll() throws Exception {
        CompletableFuture<String> first = start(0, 3, "a", LONG);
        CompletableFuture<String> second = start(1, 3, "b", LONG);
        Thread.sleep(500);
        CompletableFuture<String> third = start(1, 3, "c", LONG);
        String message = "two processes were started with the rank 1: process 1 on b, and process 1 on c";
        assertThat(List.of(of(first), of(second), of(third))).containsOnly(message);
    }

    @Test
    void aProcessThatComesWhenItsRankHasStartedIsRefusedAlone() throws Exception {
        CompletableFuture<String> first = start(0, 2, "a", LONG);
        assertThat(of(start(1, 2, "b", LONG))).isEmpty();
        assertThat(of(first)).isEmpty();
        assertThat(of(start(1, 2, "c", LONG)))
                .isEqualTo("process 1 on c cannot join: another process 1 of the group at 127.0.0.1:" + port
                        + " has started before");
    }

    /** The process that waited longest ends first, and with it the store if it is process 0. */
    @Test
    void allNameTheProcessThatDidNotCome() throws Exception {
        CompletableFuture<String> first = start(0, 3, "a", Duration.ofSeconds(1));
        CompletableFuture<String> second = start(1, 3, "b", LONG);
        String message = "process 2 did not start within 1 s: process 0 of 3 waited at 127.0.0.1:" + port;
        assertThat(of(first)).isEqualTo(message);
        assertThat(of(second)).isEqualTo(message);
    }
}
