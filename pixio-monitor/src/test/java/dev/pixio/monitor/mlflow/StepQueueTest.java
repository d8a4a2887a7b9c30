package dev.pixio.monitor.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.monitor.TinyRun;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepQueueTest {

    @Test
    void theOldestGoWhenThereAreTooMany() {
        StepQueue outbox = new StepQueue();
        for (int step = 1; step <= StepQueue.CAPACITY + 3; step++) {
            outbox.add(TinyRun.step(step, 1), step);
        }

        assertThat(outbox.size()).isEqualTo(StepQueue.CAPACITY);
        assertThat(outbox.lost()).isEqualTo(3);
        assertThat(outbox.take())
                .hasSize(StepQueue.BATCH)
                .first()
                .satisfies(first -> assertThat(first.metrics().step()).isEqualTo(4));
        assertThat(outbox.size()).isEqualTo(StepQueue.CAPACITY - StepQueue.BATCH);
    }

    @Test
    void aFullBatchIsSentAtOnceAndTheEndEndsEveryWait() throws InterruptedException {
        StepQueue outbox = new StepQueue();
        for (int step = 1; step <= StepQueue.BATCH; step++) {
            outbox.add(TinyRun.step(step, 1), step);
        }
        outbox.await(Duration.ofDays(1));

        Thread waiting = new Thread(() -> {
            try {
                outbox.pause(Duration.ofDays(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiting.start();
        outbox.close();
        waiting.join(60_000);
        assertThat(waiting.isAlive()).isFalse();
    }
}
