package dev.pixio.serve.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchQueueTest {

    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch proceed = new CountDownLatch(1);

    /** The first batch waits until it may proceed, so that others gather. */
    private List<Integer> squares(List<Integer> items) throws IOException {
        batches.add(items);
        begun.countDown();
        try {
            assertThat(proceed.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (items.contains(-1)) {
            throw new IOException("minus one");
        }
        return items.stream().map(item -> item * item).toList();
    }

    private BatchQueue<Integer, Integer> queue(int size, int limit) {
        return new BatchQueue<>("test", new BatchSettings(size, Duration.ZERO, limit), this::squares, size1 -> {});
    }

    @Test
    void itemsGatherWhileABatchIsComputed() throws Exception {
        try (BatchQueue<Integer, Integer> queue = queue(3, 10)) {
            CompletableFuture<Integer> first = queue.submit(List.of(1)).get(0);
            begun.await();
            List<CompletableFuture<Integer>> two = queue.submit(List.of(2, 3));
            List<CompletableFuture<Integer>> three = queue.submit(List.of(4, 5));
            assertThat(queue.waiting()).isEqualTo(4);
            proceed.countDown();

            assertThat(first.get()).isEqualTo(1);
            assertThat(two.get(1).get()).isEqualTo(9);
            assertThat(three.get(1).get()).isEqualTo(25);
            assertThat(batches).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5));
        }
    }

    @Test
    void itemsThatDoNotFitAreRefusedTogether() throws Exception {
        try (BatchQueue<Integer, Integer> queue = queue(2, 3)) {
            queue.submit(List.of(1)).get(0);
            begun.await();
            CompletableFuture<Integer> second = queue.submit(List.of(2, 3)).get(1);

            assertThatThrownBy(() -> queue.submit(List.of(4, 5)))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessage(
                            "2 images are waiting and the queue holds 3, so 2 more are refused; send them again later");
            assertThat(queue.waiting()).isEqualTo(2);
            proceed.countDown();
            assertThat(second.get()).isEqualTo(9);
        }
    }

    @Test
    void anItemThatFailsDoesNotFailOthersOfItsBatch() throws Exception {
        try (BatchQueue<Integer, Integer> queue = queue(3, 10)) {
            proceed.countDown();
            List<CompletableFuture<Integer>> results = queue.submit(List.of(2, -1, 3));

            assertThat(results.get(0).get()).isEqualTo(4);
            assertThat(results.get(2).get()).isEqualTo(9);
            assertThatThrownBy(() -> results.get(1).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("minus one");
        }
    }

    @Test
    void anErrorFailsItsItemsAndTheWorkerGoesOn() throws Exception {
        BatchQueue.Work<Integer, Integer> work = items -> {
            if (items.contains(-1)) {
                throw new UnsatisfiedLinkError("no library");
            }
            return items;
        };
        try (BatchQueue<Integer, Integer> queue =
                new BatchQueue<>("test", new BatchSettings(1, Duration.ZERO, 10), work, size -> {})) {
            CompletableFuture<Integer> failed = queue.submit(List.of(-1)).get(0);
            assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnsatisfiedLinkError.class);

            assertThat(queue.submit(List.of(5)).get(0).get(30, TimeUnit.SECONDS))
                    .isEqualTo(5);
            assertThat(queue.isRunning()).isTrue();
        }
    }

    @Test
    void aListenerThatFailsDoesNotEndTheWorker() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        try (BatchQueue<Integer, Integer> queue =
                new BatchQueue<>("test", new BatchSettings(1, Duration.ZERO, 10), items -> items, size -> {
                    if (fails.get()) {
                        throw new IllegalStateException("no metric");
                    }
                })) {
            CompletableFuture<Integer> failed = queue.submit(List.of(1)).get(0);
            assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("no metric");
            fails.set(false);

            assertThat(queue.submit(List.of(5)).get(0).get(30, TimeUnit.SECONDS))
                    .isEqualTo(5);
        }
    }

    @Test
    void anItemWaitsForAsManyAsCameTogetherBefore() throws Exception {
        proceed.countDown();
        BatchSettings settings = new BatchSettings(8, Duration.ofSeconds(3), 10);
        try (BatchQueue<Integer, Integer> queue = new BatchQueue<>("test", settings, this::squares, size -> {})) {
            queue.submit(List.of(1, 2, 3, 4)).get(3).get(30, TimeUnit.SECONDS); // at first for a whole batch
            long start = System.nanoTime();
            CompletableFuture<Integer> fifth = queue.submit(List.of(5, 6, 7)).get(0);
            queue.submit(List.of(8));

            assertThat(fifth.get(30, TimeUnit.SECONDS)).isEqualTo(25);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(batches).containsExactly(List.of(1, 2, 3, 4), List.of(5, 6, 7, 8));
        }
    }

    @Test
    void theRestOfItemsThatWereSubmittedTogetherDoesNotWait() throws Exception {
        proceed.countDown();
        BatchSettings settings = new BatchSettings(4, Duration.ofHours(1), 10);
        try (BatchQueue<Integer, Integer> queue = new BatchQueue<>("test", settings, this::squares, size -> {})) {
            CompletableFuture<Integer> last =
                    queue.submit(List.of(1, 2, 3, 4, 5, 6)).get(5);

            assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo(36);
            assertThat(batches).containsExactly(List.of(1, 2, 3, 4), List.of(5, 6));
        }
    }

    /** Clients that had an answer come back, and would otherwise be in a batch of their own for ever. */
    @Test
    void theWaitBeginsWhenTheWorkerIsIdle() throws Exception {
        BatchSettings settings = new BatchSettings(3, Duration.ofSeconds(2), 10);
        try (BatchQueue<Integer, Integer> queue = new BatchQueue<>("test", settings, this::squares, size -> {})) {
            CompletableFuture<Integer> first = queue.submit(List.of(1, 2, 3)).get(0);
            CompletableFuture<Integer> fourth = queue.submit(List.of(4)).get(0);
            Thread.sleep(2_100);
            proceed.countDown();
            first.get(30, TimeUnit.SECONDS);
            queue.submit(List.of(5, 6));

            assertThat(fourth.get(30, TimeUnit.SECONDS)).isEqualTo(16);
            assertThat(batches).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6));
        }
    }

    @Test
    void aClientThatIsAloneWaitsOnce() throws Exception {
        proceed.countDown();
        BatchSettings settings = new BatchSettings(4, Duration.ofSeconds(1), 10);
        try (BatchQueue<Integer, Integer> queue = new BatchQueue<>("test", settings, this::squares, size -> {})) {
            queue.submit(List.of(1)).get(0).get(30, TimeUnit.SECONDS);
            long start = System.nanoTime();
            for (int i = 0; i < 60; i++) {
                queue.submit(List.of(i)).get(0).get(30, TimeUnit.SECONDS);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void aWaitBeyondTheRangeOfNanosecondsIsTheLongestOne() throws Exception {
        BatchSettings settings = new BatchSettings(2, Duration.ofSeconds(Long.MAX_VALUE), 10);
        try (BatchQueue<Integer, Integer> queue = new BatchQueue<>("test", settings, items -> items, size -> {})) {
            CompletableFuture<Integer> first = queue.submit(List.of(1)).get(0);
            CompletableFuture<Integer> second = queue.submit(List.of(2)).get(0);

            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void aQueueWhoseWorkerEndsFailsWhatWaitsAndRefusesMore() throws Exception {
        BatchQueue<Integer, Integer> queue =
                new BatchQueue<>("ended", new BatchSettings(2, Duration.ofHours(1), 10), items -> items, size -> {});
        CompletableFuture<Integer> waiting = queue.submit(List.of(1)).get(0);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ended"))
                .forEach(Thread::interrupt);

        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IllegalStateException.class);
        queue.close();
        assertThat(queue.isRunning()).isFalse();
        assertThatThrownBy(() -> queue.submit(List.of(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anItemWhoseClientHasGoneIsNotComputed() throws Exception {
        try (BatchQueue<Integer, Integer> queue = queue(1, 10)) {
            queue.submit(List.of(1)).get(0);
            begun.await();
            assertThat(queue.submit(List.of(2)).get(0).cancel(false)).isTrue();
            CompletableFuture<Integer> last = queue.submit(List.of(3)).get(0);
            proceed.countDown();

            assertThat(last.get()).isEqualTo(9);
            assertThat(batches).containsExactly(List.of(1), List.of(3));
        }
    }

    @Test
    void aClosedQueueComputesWhatWaitsAndRefusesMore() throws Exception {
        BatchQueue<Integer, Integer> queue =
                new BatchQueue<>("test", new BatchSettings(9, Duration.ofHours(1), 10), this::squares, size -> {});
        CompletableFuture<Integer> waiting = queue.submit(List.of(7)).get(0);
        proceed.countDown();

        queue.close();

        assertThat(waiting.get()).isEqualTo(49);
        assertThatThrownBy(() -> queue.submit(List.of(1))).isInstanceOf(IllegalStateException.class);
    }
}
