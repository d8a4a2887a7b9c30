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

/** What browsers are told as it happens, read from the bare stream. */
@Timeout(60)
class EventsTest {

    @TempDir
    private Path temporary;

    private LivePage page;
    private PretendRun pretend;

    @BeforeEach
    void start() throws IOException {
        pretend = new PretendRun(temporary.resolve("run"), 0);
        page = LivePage.open(0, Duration.ofMillis(200));
        page.onStart(pretend.run());
    }

    @AfterEach
    void stop() {
        page.close();
    }

    /** One message as it came. */
    private record Read(String id, String kind, String data) {

        String step() {
            return id.substring(0, id.indexOf('.'));
        }
    }

    /** One that listens as a browser does. */
    private final class Listening implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader reader;

        Listening(String path, String header) throws IOException {
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

        Read next() throws IOException {
            String id = "";
            String kind = "";
            while (true) {
                String line = line();
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    kind = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return new Read(id, kind, line.substring(6));
                }
            }
        }

        List<Read> next(int count) throws IOException {
            List<Read> read = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                read.add(next());
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private void steps(long from, long to) {
        for (long step = from; step <= to; step++) {
            page.onStep(PretendRun.step(step));
        }
    }

    @Test
    void everythingIsToldInOrderWithTheStepInItsId() throws Exception {
        try (Listening browser = new Listening("/events", "")) {
            steps(1, 2);
            page.onEvent(pretend.event(2, TrainingEvent.Kind.SPIKE, "two\nlines"));
            page.onSaved(pretend.checkpoint(2));
            page.onRewind(1);
            steps(2, 2);
            page.onEnd(pretend.result(2));

            List<Read> read = browser.next(7);

            assertThat(read)
                    .extracting(Read::kind)
                    .containsExactly("step", "step", "event", "saved", "rewind", "step", "end");
            assertThat(read).extracting(Read::step).containsExactly("1", "2", "2", "2", "1", "2", "2");
            assertThat(read).extracting(Read::id).doesNotHaveDuplicates();
            assertThat(read.get(0).data()).contains("\"loss\":2.0");
            assertThat(read.get(2).data()).contains("two\\nlines");
        }
    }

    @Test
    void whoComesBackMissesNothingAndIsToldNothingTwice() throws Exception {
        String last;
        try (Listening browser = new Listening("/events", "")) {
            steps(1, 5);
            last = browser.next(3).get(2).id();
        }
        steps(6, 9);
        page.onEvent(pretend.event(9, TrainingEvent.Kind.SPIKE, "high"));

        try (Listening again = new Listening("/events", "Last-Event-ID: " + last + "\r\n");
                Listening byAddress = new Listening("/events?after=" + last, "")) {
            steps(10, 10);

            List<Read> read = again.next(8);
            assertThat(read).extracting(Read::step).containsExactly("4", "5", "6", "7", "8", "9", "9", "10");
            assertThat(byAddress.next(8)).isEqualTo(read);
        }
    }

    @Test
    void whoWasAwayTooLongOrKnowsAnotherRunBeginsAnew() throws Exception {
        steps(1, 6000);

        for (String last : List.of("1.2.abc", "3.9999999." + "abcdef01", "what?", "")) {
            try (Listening browser = new Listening("/events", "Last-Event-ID: " + last + "\r\n")) {
                assertThat(browser.next().kind()).as(last).isEqualTo("reload");
            }
        }
    }

    @Test
    void aSilentRunShowsThatItIsThere() throws Exception {
        try (Listening browser = new Listening("/events", "")) {
            List<String> lines = new ArrayList<>();
            while (lines.stream().filter(": still here"::equals).count() < 2) {
                lines.add(browser.line());
            }
        }
    }

    @Test
    void oneThatNeverReadsHoldsTheRunUpInNothingAndIsDropped() throws Exception {
        try (Listening deaf = new Listening("/events", "");
                Listening good = new Listening("/events", "")) {
            steps(1, 1);
            assertThat(good.next().kind()).isEqualTo("step");

            long begin = System.nanoTime();
            // Some megabytes: more than both ends of a socket and the queue hold.
            steps(2, 40_000);
            Duration recordStep = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(recordStep).isLessThan(Duration.ofSeconds(20));
            assertThat(deaf.socket.isConnected()).isTrue();
            awaitSubscribers(0); // the other one stopped reading, too
        }
        steps(40_001, 40_001);
        try (Listening again = new Listening("/events", "")) {
            steps(40_002, 40_002);
            assertThat(again.next().id()).startsWith("40002.");
        }
    }

    @Test
    void oneThatLeavesIsForgotten() throws Exception {
        try (Listening browser = new Listening("/events", "")) {
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
    void aRunThatBreaksOffSaysSoToThoseWhoListen() throws Exception {
        try (Listening browser = new Listening("/events", "")) {
            steps(1, 1);
            page.close();

            assertThat(browser.next().kind()).isEqualTo("step");
            Read end = browser.next();
            assertThat(end.kind()).isEqualTo("end");
            assertThat(end.data()).contains("\"how\":\"failed\"");
        }
    }

    @Test
    void closingDoesNotWaitLongForOneThatDoesNotRead() throws Exception {
        try (Listening deaf = new Listening("/events", "")) {
            steps(1, 900);
            long begin = System.nanoTime();
            page.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
