package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerThreadsTest {

    @Test
    void allWorkersRunAtOnceEachWithItsNumber() {
        CyclicBarrier together = new CyclicBarrier(3); // passed only if three threads wait at the same time
        Set<Integer> numbers = new ConcurrentSkipListSet<>();
        try (WorkerThreads workers = new WorkerThreads(3, 1)) {
            workers.run(worker -> {
                numbers.add(worker);
                await(together);
            });

            assertThat(workers.count()).isEqualTo(3);
            assertThat(numbers).containsExactly(0, 1, 2);
        }
    }

    @Test
    void anOperationOfAWorkerHasItsShareOfTheThreads() {
        int before = Libtorch.threads();
        int[] threads = new int[2];
        try (WorkerThreads workers = new WorkerThreads(2, 3)) {
            workers.run(worker -> threads[worker] = Libtorch.threads());

            assertThat(threads).containsExactly(3, 3);
            assertThat(Libtorch.threads()).as("the caller's").isEqualTo(before);
        }
    }

    /** A thread that has not computed yet would take the number of threads of a worker that is being started for its own. */
    @Test
    void whoeverStartsThemAtTheSameTimeHasAsMany() {
        withThreads(6, () -> {
            CyclicBarrier together = new CyclicBarrier(8);
            List<CompletableFuture<Integer>> counts = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> {
                                await(together);
                                try (Device cpu = new Device("cpu");
                                        WorkerThreads started = WorkerThreads.forProducts(cpu, WorkerThreads.MOST)) {
                                    return started.count();
                                }
                            },
                            work -> new Thread(work).start()))
                    .limit(8)
                    .toList();
            assertThat(counts.stream().map(CompletableFuture::join)).containsOnly(6);
        });
    }

    @ParameterizedTest
    @CsvSource({"cpu, 6, 4, 4, 1", "cpu, 6, 2, 2, 3", "cpu, 3, 100, 3, 1", "cpu, 64, 100, 16, 4", "cuda, 6, 4, 1, 6"})
    void workersOfAModelShareTheProcessors(String device, int processors, int most, int workers, int threadsEach) {
        withThreads(processors, () -> {
            try (Device place = new Device(device);
                    WorkerThreads started = WorkerThreads.forProducts(place, most)) {
                assertThat(started.count()).isEqualTo(workers);
                started.run(worker -> assertThat(Libtorch.threads()).isEqualTo(threadsEach));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"true, 6, 6", "true, 64, 16", "false, 6, 1"})
    void eachProcessorHasAWorkerForOperationsWithoutProducts(boolean onCpu, int processors, int workers) {
        withThreads(processors, () -> {
            try (WorkerThreads started = WorkerThreads.forElements(onCpu)) {
                assertThat(started.count()).isEqualTo(workers);
                started.run(worker -> assertThat(Libtorch.threads()).isEqualTo(1));
            }
        });
    }

    @Test
    void threadsThatAreStartedLaterHaveTheNumberOfTheCaller() {
        withThreads(2, () -> {
            try (WorkerThreads workers = new WorkerThreads(2, 3);
                    WorkerThreads later = new WorkerThreads(1, 1)) {
                assertThat(CompletableFuture.supplyAsync(Libtorch::threads, work -> new Thread(work).start())
                                .join())
                        .isEqualTo(2);
            }
        });
    }

    private static void withThreads(int processors, Runnable test) {
        int before = Libtorch.threads();
        Libtorch.setThreads(processors);
        try {
            test.run();
        } finally {
            Libtorch.setThreads(before);
        }
    }

    @Test
    void workersDoNotKeepAProgramFromEnding() {
        try (WorkerThreads workers = new WorkerThreads(1, 1)) {
            workers.run(worker -> assertThat(Thread.currentThread().isDaemon()).isTrue());
        }
    }

    /** Whoever halves a micro-batch that does not fit recognises it by its type. */
    @Test
    void anErrorIsThrownAsItIs() {
        OutOfMemoryError failure = new OutOfMemoryError("of a worker");
        try (WorkerThreads workers = new WorkerThreads(2, 1)) {
            assertThatThrownBy(() -> workers.run(worker -> {
                        if (worker == 1) {
                            throw failure;
                        }
                    }))
                    .isSameAs(failure);
        }
    }

    @Test
    void aFailureIsThrownAfterAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        try (WorkerThreads workers = new WorkerThreads(2, 1)) {
            assertThatThrownBy(() -> workers.run(worker -> {
                        if (worker == 0) {
                            throw new IllegalArgumentException("of worker 0");
                        }
                        sleep();
                        ended.incrementAndGet();
                        throw new OutOfMemoryError("of worker 1");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("of worker 0")
                    .satisfies(failure -> assertThat(failure.getSuppressed()[0]).hasMessage("of worker 1"));
            assertThat(ended).hasValue(1);

            workers.run(worker -> ended.incrementAndGet()); // the threads are still there
            assertThat(ended).hasValue(3);
        }
    }

    @Test
    void anInterruptWaitsForTheWork() {
        AtomicInteger ended = new AtomicInteger();
        try (WorkerThreads workers = new WorkerThreads(2, 1)) {
            Thread.currentThread().interrupt();
            workers.run(worker -> {
                sleep();
                ended.incrementAndGet();
            });

            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            assertThat(ended).hasValue(2);
        }
    }

    @Test
    void numbersBelowOneAreRefused() {
        assertThatThrownBy(() -> new WorkerThreads(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WorkerThreads(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
