package dev.pixio.monitor.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.monitor.TinyRun;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepQueueTest {

    @Test
    void aFullQueueDropsTheOldestSteps() {
        StepQueue queue = new StepQueue();
        for (int step = 1; step <= StepQueue.CAPACITY + 3; step++) {
            queue.add(TinyRun.step(step, 1), step);
        }

        assertThat(queue.size()).isEqualTo(StepQueue.CAPACITY);
        assertThat(queue.lost()).isEqualTo(3);
        assertThat(queue.take())
                .hasSize(StepQueue.BATCH)
                .first()
                .satisfies(first -> assertThat(first.metrics().step()).isEqualTo(4));
        assertThat(queue.size()).isEqualTo(StepQueue.CAPACITY - StepQueue.BATCH);
    }

    @Test
    void aFullBatchAndClosingEndTheWait() throws InterruptedException {
        StepQueue queue = new StepQueue();
        for (int step = 1; step <= StepQueue.BATCH; step++) {
            queue.add(TinyRun.step(step, 1), step);
        }
        queue.awaitBatch(Duration.ofDays(1));

        Thread waiting = new Thread(() -> {
            try {
                queue.pause(Duration.ofDays(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiting.start();
        queue.close();
        waiting.join(60_000);
        assertThat(waiting.isAlive()).isFalse();
    }
}
