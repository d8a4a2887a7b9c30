package dev.pixio.cli;

/**
 * Ctrl-C and kill: asks the work to end well, and keeps the JVM alive until it has. The JVM's own exit code stands, 130
 * after Ctrl-C and 143 after kill.
 */
final class Interrupt implements AutoCloseable {

    private static volatile boolean underWay;

    private final Thread hook;
    private final Thread worker = Thread.currentThread();
    private volatile boolean finished;

    /**
     * Guards the calling thread's work until closed.
     *
     * @param stop asks it to end; called on another thread
     */
    Interrupt(Runnable stop) {
        this.hook = new Thread(() -> {
            if (!finished) {
                underWay = true;
                stop.run();
                awaitWorker();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether a signal has begun to end the JVM. */
    static boolean isUnderWay() {
        return underWay;
    }

    private void awaitWorker() {
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (!underWay) {
            finished = true;
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
