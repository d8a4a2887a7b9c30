package dev.pixio.distributed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * How the processes of a group learn why one of them ended: through keys in the store. A thread of each process answers for it, so
 * that a process in a long step is not taken for one that has ended. No call waits for ever, also if process 0, which has the store,
 * does not answer.
 */
final class FailureReports {

    /** Set if something is wrong: all processes then say that they are here. */
    private static final String ALARM = "alarm";

    private static final String HERE = "here/";

    /** What is wrong, in words. */
    private static final String REASON = "reason";

    /** The processes that have read it. */
    private static final String KNOWN = "known/";

    private static final Duration WATCH = Duration.ofSeconds(1);

    /** How long the others have to say that they are here. */
    private static final Duration ANSWER = Duration.ofSeconds(4);

    /** How long process 0, which has the store, waits for the others to read the reason. */
    private static final Duration READ = Duration.ofSeconds(5);

    /** Added to these times for an answer of the store. */
    private static final Duration STORE = Duration.ofSeconds(2);

    private final int rank;
    private final GroupStore store;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread watch;
    private volatile boolean storeHangs;
    private volatile Optional<String> reported = Optional.empty();
    private volatile Runnable onReport = () -> {};

    FailureReports(int rank, GroupStore store) {
        this.rank = rank;
        this.store = store;
        this.watch = daemon("pixio-group-watch", this::watch);
    }

    /** Answers when another process has found that something is wrong. */
    private void watch() {
        try {
            while (!closed.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
                if (store.isSet(ALARM)) {
                    store.set(HERE + rank, "1");
                    if (store.isSet(REASON)) {
                        learn(store.get(REASON));
                        store.set(KNOWN + rank, "1"); // process 0 may end now, and the store with it
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Process 0 has ended. The next call that needs it fails and says so.
            learnOfItsEnd(GroupStore.firstLine(e));
        }
    }

    private void learn(String reason) {
        if (reported.isEmpty()) {
            reported = Optional.of(reason);
            onReport.run();
        }
    }

    /** At the end of a run process 0 may end first, and this one a moment later. */
    private void learnOfItsEnd(String message) {
        try {
            if (!closed.await(STORE.toMillis(), TimeUnit.MILLISECONDS)) {
                learn(store.lostFirst("", message));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What another process has said before it ended, or that process 0 has ended, as far as it is known without a call. */
    Optional<String> reported() {
        return reported;
    }

    /**
     * Sets what is done, once and on another thread, when {@link #reported} is known: it ends the waiting of a call that would not
     * learn of it.
     */
    void onReport(Runnable action) {
        onReport = action;
    }

    /** Tells the other processes why this one ends, and waits until they know. Never fails. */
    void report(List<String> hosts, String reason) {
        within(READ.plus(STORE), () -> {
            publish(GroupStore.named(List.of(rank), hosts) + " failed: " + reason);
            return "";
        });
    }

    private void publish(String reason) {
        if (!store.isSet(REASON)) {
            store.set(REASON, reason);
        }
        store.set(ALARM, "1");
        store.set(KNOWN + rank, "1");
        if (rank == 0) {
            awaitReaders();
        }
    }

    /** The others read the reason from this process; those that have ended never do. */
    private void awaitReaders() {
        long end = System.nanoTime() + READ.toNanos();
        long answer = System.nanoTime() + WATCH.multipliedBy(2).toNanos();
        while (System.nanoTime() < end) {
            List<Integer> unaware = store.missing(KNOWN, Duration.ZERO);
            List<Integer> absent = store.missing(HERE, Duration.ZERO);
            if (unaware.isEmpty() || (absent.containsAll(unaware) && System.nanoTime() > answer)) {
                return;
            }
            GroupStore.pause();
        }
    }

    /**
     * Why a call failed: the process that said so, or those that do not answer.
     *
     * @param hosts of all processes; empty if they are not known
     * @param message of the call
     */
    String reason(List<String> hosts, String message) {
        Duration limit = rank == 0 ? ANSWER.plus(READ) : ANSWER;
        return within(limit.plus(STORE), () -> {
                    String reason = find(hosts, message);
                    publish(reason);
                    return reason;
                })
                .or(() -> reported) // process 0 said why, and has ended since
                .orElseGet(() -> store.lostFirst(hosts.isEmpty() ? "" : hosts.get(0), message));
    }

    private String find(List<String> hosts, String message) {
        store.set(HERE + rank, "1");
        store.set(ALARM, "1");
        long end = System.nanoTime() + ANSWER.toNanos();
        while (true) {
            if (store.isSet(REASON)) {
                return store.get(REASON);
            }
            List<Integer> missing = store.missing(HERE, Duration.ZERO);
            if (missing.isEmpty()) {
                return "the processes cannot communicate, although all of them run: " + message;
            }
            if (System.nanoTime() > end) {
                return GroupStore.named(missing, hosts) + " ended or does not answer (" + message + ")";
            }
            GroupStore.pause();
        }
    }

    /**
     * The value of a key, which process 0 sets when it wants to: it may take any time, but not end or stop to answer.
     *
     * @param answer how long one answer of the store is waited for
     */
    String await(String key, Duration answer) {
        while (true) {
            Optional<String> value = within(answer, () -> store.isSet(REASON) || store.isSet(key) ? found(key) : "");
            if (value.isEmpty()) {
                throw new IllegalStateException("no answer within " + answer.toSeconds() + " s");
            }
            if (!value.get().isEmpty()) {
                return value.get();
            }
            GroupStore.pause();
        }
    }

    private String found(String key) {
        if (store.isSet(REASON)) {
            throw new IllegalStateException(store.get(REASON));
        }
        return store.get(key);
    }

    /** The result of a call, unless the store fails or does not answer in time. */
    private Optional<String> within(Duration limit, Supplier<String> call) {
        FutureTask<String> task = new FutureTask<>(call::get);
        daemon("pixio-group-failure", task);
        try {
            return Optional.of(task.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            storeHangs = true;
        } catch (ExecutionException e) {
            // Process 0 has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            storeHangs = true;
        }
        return Optional.empty();
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Ends the thread. Whether the store can be closed now; otherwise a call in it has not returned. */
    boolean end() {
        closed.countDown();
        try {
            watch.join(STORE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !storeHangs && !watch.isAlive();
    }
}
