package dev.pixio.serve.request;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a server, one for each connection that is not idle. A thread that waits for its client longer than permitted
 * is interrupted, which closes the connection: the JDK's server reads and writes through interruptible channels.
 */
final class RequestThreads implements Executor, AutoCloseable {

    private static final int IDLE_SECONDS = 30;

    private static final ThreadLocal<Watch> WATCHES = new ThreadLocal<>();

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;
    private final Duration time;

    RequestThreads(String name, int number, Duration time) {
        this.time = time;
        this.threads = new ThreadPoolExecutor(
                number,
                number,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> daemon(name, work));
        threads.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, work -> daemon(name + "-timer", work));
        timer.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs the work of one request, which begins with reading its head: the time runs. */
    @Override
    public void execute(Runnable request) {
        threads.execute(() -> {
            Watch watch = new Watch(Thread.currentThread());
            WATCHES.set(watch);
            watch.start();
            try {
                request.run();
            } finally {
                watch.stop();
                WATCHES.remove();
            }
        });
    }

    /** Begins to wait for the client of this thread. */
    void startWaiting() {
        Watch watch = WATCHES.get();
        if (watch != null) {
            watch.start();
        }
    }

    /** Ends waiting for the client of this thread; returns whether it took too long, so that the connection is closed. */
    boolean stopWaiting() {
        Watch watch = WATCHES.get();
        return watch != null && watch.stop();
    }

    /** The time of one thread's request. */
    private final class Watch implements Runnable {

        private final Thread thread;
        private @Nullable ScheduledFuture<?> pending;
        private boolean expired;

        Watch(Thread thread) {
            this.thread = thread;
        }

        synchronized void start() {
            stop();
            try {
                pending = timer.schedule(this, time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                thread.interrupt(); // the server was closed
            }
        }

        synchronized boolean stop() {
            if (pending != null) {
                pending.cancel(false);
                pending = null;
            }
            return expired;
        }

        @Override
        public synchronized void run() {
            if (pending != null) {
                expired = true;
                thread.interrupt();
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
    }
}
