package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.distributed.Rendezvous.StoreServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three processes of one JVM. */
class FailureReportsTest {

    private static final List<String> HOSTS = List.of("a", "b", "c");

    private final List<GroupStore> stores = new ArrayList<>();
    private final List<FailureReports> reports = new ArrayList<>();

    @BeforeEach
    void openStores() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        for (int rank = 0; rank < 3; rank++) {
            Rendezvous place = new Rendezvous("test", rank, 3, rank, "127.0.0.1", port, StoreServer.FIRST_PROCESS);
            stores.add(GroupStore.open(place, Duration.ofSeconds(60)));
        }
    }

    @AfterEach
    void closeStores() {
        reports.forEach(each -> assertThat(each.end()).isTrue());
        for (int rank = stores.size() - 1; rank >= 0; rank--) {
            stores.get(rank).close();
        }
    }

    private FailureReports reportsOf(int rank) {
        FailureReports made = new FailureReports(rank, stores.get(rank));
        reports.add(made);
        return made;
    }

    @Test
    void aProcessInALongStepIsNotTakenForOneThatEnded() {
        FailureReports first = reportsOf(0);
        reportsOf(1); // calls nothing meanwhile; process 2 has ended

        assertThat(first.reason(HOSTS, "connection reset"))
                .isEqualTo("process 2 on c ended or does not answer (connection reset)");
    }

    @Test
    void whatAProcessReportsReachesTheOthers() {
        FailureReports first = reportsOf(0);
        FailureReports second = reportsOf(1);
        FailureReports third = reportsOf(2);

        second.report(HOSTS, "the disk is full");

        assertThat(first.reason(HOSTS, "connection reset")).isEqualTo("process 1 on b failed: the disk is full");
        assertThat(third.reason(HOSTS, "connection reset")).isEqualTo("process 1 on b failed: the disk is full");
    }

    @Test
    void whatProcessZeroReportsIsKnownAfterItsEnd() {
        FailureReports first = reportsOf(0);
        FailureReports second = reportsOf(1);
        FailureReports third = reportsOf(2);

        first.report(HOSTS, "another process is training in runs/mine");
        assertThat(first.end()).isTrue();
        stores.remove(0).close();

        for (FailureReports other : List.of(second, third)) {
            assertThat(other.reason(HOSTS, "connection reset"))
                    .isEqualTo("process 0 on a failed: another process is training in runs/mine");
        }
    }
}
