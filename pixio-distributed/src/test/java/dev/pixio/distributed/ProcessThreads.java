package dev.pixio.distributed;

import dev.pixio.distributed.Rendezvous.StoreServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Processes of a group, connected by Gloo, each of which is a thread of this JVM. */
final class ProcessThreads {

    static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** What a process does with its group, which is closed afterwards. */
    interface Work<T> {
        T run(C10dGroup group) throws Exception;
    }

    private ProcessThreads() {}

    /** The places of processes on this host, with a free port. */
    static List<Rendezvous> places(int size) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<Rendezvous> places = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            places.add(new Rendezvous("test", rank, size, rank, "127.0.0.1", port, StoreServer.FIRST_PROCESS));
        }
        return places;
    }

    /** What each process returns. */
    static <T> List<T> run(int size, Work<T> work) throws Exception {
        return run(size, TIMEOUT, work);
    }

    /** @param timeout of an answer */
    static <T> List<T> run(int size, Duration timeout, Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            List<Future<T>> results = new ArrayList<>();
            for (Rendezvous place : places(size)) {
                results.add(threads.submit(() -> {
                    try (C10dGroup group = C10dGroup.join(place, TIMEOUT, timeout, Transport.AUTO)) {
                        return work.run(group);
                    }
                }));
            }
            List<T> all = new ArrayList<>();
            for (Future<T> result : results) {
                all.add(result.get(240, TimeUnit.SECONDS));
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }
}
