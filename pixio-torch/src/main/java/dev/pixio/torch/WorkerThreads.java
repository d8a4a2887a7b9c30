package dev.pixio.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/**
 * Threads that each run operations of libtorch of their own, on a share of the processors. Small operations cannot be
 * divided among processors without loss: handing over a part takes longer than the part. Two threads with an operation each
 * have nothing to hand over.
 *
 * <p>Not thread-safe: one call of {@link #run} at a time.
 */
public final class WorkerThreads implements AutoCloseable {

    /** More would take memory and time to start, and gain little. */
    public static final int MOST = 16;

    private final List<ExecutorService> workers = new ArrayList<>();

    /**
     * Starts the threads.
     *
     * @param count number of workers
     * @param threadsEach number of threads that one operation of a worker may use
     * @throws IllegalArgumentException if one of them is less than 1
     */
    public WorkerThreads(int count, int threadsEach) {
        if (count < 1 || threadsEach < 1) {
            throw new IllegalArgumentException(count + " workers of " + threadsEach + " threads; at least 1 of each");
        }
        synchronized (Libtorch.THREAD_NUMBER) {
            int threads = Libtorch.threads();
            try {
                for (int i = 0; i < count; i++) {
                    workers.add(start(i, threadsEach));
                }
            } finally {
                torch.set_num_threads(threads); // libtorch gives the last number to all threads started later
            }
        }
    }

    /** One after the other, so that the C library gives each the next of its heaps and not all the same. */
    private static ExecutorService start(int number, int threads) {
        ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "worker " + number);
            thread.setDaemon(true);
            return thread;
        });
        Failures failures = new Failures();
        await(
                worker.submit(() -> {
                    torch.set_num_threads(threads);
                    torch.get_num_threads(); // libtorch initialises a thread once; later it keeps the number
                }),
                failures);
        failures.rethrow();
        return worker;
    }

    /**
     * Workers for a model's operations, which share the processors of a CPU; one for a GPU.
     *
     * @param most workers, at least 1
     */
    public static WorkerThreads forProducts(Device device, int most) {
        int count = Libtorch.isGpu(device) ? 1 : Math.min(Math.min(MOST, most), Libtorch.threads());
        return new WorkerThreads(count, Math.max(1, Libtorch.threads() / count));
    }

    /**
     * Workers for operations without products, such as an optimizer's: one per processor on a CPU, which memory keeps busy, and one
     * for a GPU.
     */
    public static WorkerThreads forElements(boolean onCpu) {
        return new WorkerThreads(onCpu ? Math.min(MOST, Libtorch.threads()) : 1, 1);
    }

    /** The number of workers. */
    public int count() {
        return workers.size();
    }

    /**
     * Runs work on all workers at once, and waits until all have ended, also if some fail or the calling thread is
     * interrupted: they may use tensors of the caller. A pointer scope of the caller has no effect in a worker.
     *
     * @param work is given the number of its worker, from 0
     * @throws RuntimeException that the first of the failed workers threw; those of others are suppressed in it
     */
    public void run(IntConsumer work) {
        BlasThreads.one(() -> {
            runAll(work);
            return true;
        });
    }

    private void runAll(IntConsumer work) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            int number = i;
            running.add(workers.get(i).submit(() -> work.accept(number)));
        }
        Failures failures = new Failures();
        boolean interrupted = false;
        for (Future<?> part : running) {
            interrupted |= await(part, failures);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        failures.rethrow();
    }

    /** Waits for a part of the work; returns whether the calling thread was interrupted meanwhile. */
    private static boolean await(Future<?> part, Failures failures) {
        boolean interrupted = false;
        while (true) {
            try {
                part.get();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                failures.add(Objects.requireNonNullElse(e.getCause(), e));
                return interrupted;
            }
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        workers.forEach(ExecutorService::shutdown);
    }

    /** What the workers of one call threw: unchecked exceptions and errors. */
    private static final class Failures {

        private final List<Throwable> all = new ArrayList<>();

        void add(Throwable failure) {
            all.add(failure);
        }

        void rethrow() {
            if (all.isEmpty()) {
                return;
            }
            Throwable first = all.get(0);
            all.stream().skip(1).forEach(first::addSuppressed);
            if (first instanceof Error error) {
                throw error;
            }
            throw first instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(first);
        }
    }
}
