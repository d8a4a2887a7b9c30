package dev.pixio.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final CountDownLatch hung = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean spinning = true;
    private volatile long started = System.nanoTime();

    @AfterEach
    void stop() {
        spinning = false;
        end.countDown();
    }

    @Test
    void aTaskThatComputesTooLongIsNoticed() throws InterruptedException {
        new Watchdog(spinning(), () -> started, Duration.ofMillis(300), HOUR).start(hung::countDown);
        assertThat(hung.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskThatWaitsIsNoticedByTimeAlone() throws InterruptedException {
        Thread waiting = waiting();
        new Watchdog(waiting, () -> started, Duration.ofMillis(1), HOUR).start(hung::countDown);
        assertThat(hung.await(1, TimeUnit.SECONDS)).isFalse();
        new Watchdog(waiting, () -> started, HOUR, Duration.ofMillis(300)).start(hung::countDown);
        assertThat(hung.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shortTasksAndNoTaskAreNotNoticed() throws InterruptedException {
        Thread busy = spinning();
        new Watchdog(busy, System::nanoTime, Duration.ofMillis(150), Duration.ofMillis(150)).start(hung::countDown);
        started = Watchdog.NONE;
        new Watchdog(busy, () -> started, Duration.ofMillis(150), Duration.ofMillis(150)).start(hung::countDown);
        assertThat(hung.await(1, TimeUnit.SECONDS)).isFalse();
    }

    private Thread spinning() {
        return start(() -> {
            while (spinning) {
                Thread.onSpinWait();
            }
        });
    }

    private Thread waiting() {
        return start(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
