package dev.pixio.torch.group;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs code in each process of a group, which are threads here. */
public final class ThreadGroups {

    /** What a process does. */
    @FunctionalInterface
    public interface Member<T> {
        T run(ProcessGroup group) throws Exception;
    }

    private ThreadGroups() {}

    /** The results of all processes, in their order; waits for all of them. A group of one is a {@link SingleProcess}. */
    public static <T> List<Future<T>> start(int processes, Member<T> process) throws InterruptedException {
        List<? extends ProcessGroup> groups =
                processes == 1 ? List.of(SingleProcess.ALONE) : GroupOfThreads.of(processes);
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        try {
            List<Future<T>> results = new ArrayList<>();
            for (ProcessGroup group : groups) {
                results.add(threads.submit(() -> {
                    try {
                        return process.run(group);
                    } catch (Exception | Error e) {
                        if (!(e instanceof GroupException)) {
                            group.reportFailure(String.valueOf(e.getMessage()));
                        }
                        throw e;
                    }
                }));
            }
            for (Future<T> result : results) {
                awaitEnd(result);
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** The results of all processes, none of which fails. */
    public static <T> List<T> run(int processes, Member<T> process) throws Exception {
        List<T> values = new ArrayList<>();
        for (Future<T> result : start(processes, process)) {
            values.add(result.get());
        }
        return values;
    }

    private static void awaitEnd(Future<?> result) throws InterruptedException {
        try {
            result.get();
        } catch (ExecutionException e) {
            // The caller asks for it.
        }
    }
}
