package dev.pixio.monitor.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.train.listener.TrainingEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server-sent events of the live page, read from a socket. */
@Timeout(60)
class LiveEventStreamTest {

    @TempDir
    private Path temporary;

    private LivePage page;
    private FakeRun fake;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRun(temporary.resolve("run"), 0);
        page = LivePage.open(0, Duration.ofMillis(200));
        page.onStart(fake.run());
    }

    @AfterEach
    void stop() {
        page.close();
    }

    /** A received message. */
    private record Received(String id, String kind, String data) {

        String step() {
            return id.substring(0, id.indexOf('.'));
        }
    }

    /** A client that subscribes as a browser does. */
    private final class Client implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader reader;

        Client(String path, String header) throws IOException {
            socket = new Socket(page.url().getHost(), page.url().getPort());
            socket.setReceiveBufferSize(4096);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            while (!line().startsWith("retry:")) {
                // headers, and the length of the first chunk
            }
        }

        String line() throws IOException {
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("the stream ended");
            }
            return line;
        }

        Received next() throws IOException {
            String id = "";
            String kind = "";
            while (true) {
                String line = line();
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    kind = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return new Received(id, kind, line.substring(6));
                }
            }
        }

        List<Received> next(int count) throws IOException {
            List<Received> received = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                received.add(next());
            }
            return received;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private void steps(long from, long to) {
        for (long step = from; step <= to; step++) {
            page.onStep(FakeRun.step(step));
        }
    }

    @Test
    void messagesArriveInOrderWithTheStepInTheirId() throws Exception {
        try (Client browser = new Client("/events", "")) {
            steps(1, 2);
            page.onEvent(fake.event(2, TrainingEvent.Kind.SPIKE, "two\nlines"));
            page.onSaved(fake.checkpoint(2));
            page.onRewind(1);
            steps(2, 2);
            page.onEnd(fake.result(2));

            List<Received> received = browser.next(7);

            assertThat(received)
                    .extracting(Received::kind)
                    .containsExactly("step", "step", "event", "saved", "rewind", "step", "end");
            assertThat(received).extracting(Received::step).containsExactly("1", "2", "2", "2", "1", "2", "2");
            assertThat(received).extracting(Received::id).doesNotHaveDuplicates();
            assertThat(received.get(0).data()).contains("\"loss\":2.0");
            assertThat(received.get(2).data()).contains("two\\nlines");
        }
    }

    @Test
    void aReconnectingClientReceivesEachMissedMessageOnce() throws Exception {
        String last;
        try (Client browser = new Client("/events", "")) {
            steps(1, 5);
            last = browser.next(3).get(2).id();
        }
        steps(6, 9);
        page.onEvent(fake.event(9, TrainingEvent.Kind.SPIKE, "high"));

        try (Client reconnected = new Client("/events", "Last-Event-ID: " + last + "\r\n");
                Client byAddress = new Client("/events?after=" + last, "")) {
            steps(10, 10);

            List<Received> received = reconnected.next(8);
            assertThat(received).extracting(Received::step).containsExactly("4", "5", "6", "7", "8", "9", "9", "10");
            assertThat(byAddress.next(8)).isEqualTo(received);
        }
    }

    @Test
    void aClientWithAnUnknownPositionReceivesReload() throws Exception {
        steps(1, 6000);

        for (String last : List.of("1.2.abc", "3.9999999." + "abcdef01", "what?", "")) {
            try (Client browser = new Client("/events", "Last-Event-ID: " + last + "\r\n")) {
                assertThat(browser.next().kind()).as(last).isEqualTo("reload");
            }
        }
    }

    @Test
    void heartbeatsAreSentWithoutMessages() throws Exception {
        try (Client browser = new Client("/events", "")) {
            List<String> lines = new ArrayList<>();
            while (lines.stream().filter(": heartbeat"::equals).count() < 2) {
                lines.add(browser.line());
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsDroppedWithoutDelayingTheRun() throws Exception {
        try (Client stalled = new Client("/events", "");
                Client reading = new Client("/events", "")) {
            steps(1, 1);
            assertThat(reading.next().kind()).isEqualTo("step");

            long begin = System.nanoTime();
            // Some megabytes: more than the socket buffers and the queue hold.
            steps(2, 40_000);
            Duration duration = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(duration).isLessThan(Duration.ofSeconds(20));
            assertThat(stalled.socket.isConnected()).isTrue();
            awaitSubscribers(0); // the other client has stopped reading, too
        }
        steps(40_001, 40_001);
        try (Client reconnected = new Client("/events", "")) {
            steps(40_002, 40_002);
            assertThat(reconnected.next().id()).startsWith("40002.");
        }
    }

    @Test
    void aDisconnectedClientIsRemoved() throws Exception {
        try (Client browser = new Client("/events", "")) {
            awaitSubscribers(1);
        }
        awaitSubscribers(0);
    }

    private void awaitSubscribers(int count) throws InterruptedException {
        while (page.subscribers() != count) {
            Thread.sleep(20);
        }
    }

    @Test
    void closingBeforeTheEndSendsAFailure() throws Exception {
        try (Client browser = new Client("/events", "")) {
            steps(1, 1);
            page.close();

            assertThat(browser.next().kind()).isEqualTo("step");
            Received end = browser.next();
            assertThat(end.kind()).isEqualTo("end");
            assertThat(end.data()).contains("\"how\":\"failed\"");
        }
    }

    @Test
    void closingDoesNotWaitLongForAClientThatDoesNotRead() throws Exception {
        try (Client stalled = new Client("/events", "")) {
            steps(1, 900);
            long begin = System.nanoTime();
            page.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
