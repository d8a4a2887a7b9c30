package dev.pixio.bench.serve;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Clients that send one image after the other for a time. After each answer a client pauses. */
final class Load {

    private static final String BATCHES = "pixio_batch_images_count{model=\"embed\"}";
    private static final String IMAGES = "pixio_batch_images_sum{model=\"embed\"}";

    private final ServerClient server;
    private final List<byte[]> images;
    private final Duration pause;

    Load(ServerClient server, List<byte[]> images, Duration pause) {
        this.server = server;
        this.images = List.copyOf(images);
        this.pause = pause;
    }

    /** Measures. */
    LoadResult run(int clients, Duration time) throws IOException, InterruptedException {
        double batches = server.metric(BATCHES).orElse(0);
        double computed = server.metric(IMAGES).orElse(0);
        Map<Integer, Long> statuses = new ConcurrentHashMap<>();
        List<List<Long>> latencies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        for (int i = 0; i < clients; i++) {
            List<Long> own = new ArrayList<>();
            int first = i;
            latencies.add(own);
            threads.add(new Thread(() -> send(first, end, own, statuses), "client-" + i));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double number = server.metric(BATCHES).orElse(0) - batches;
        return new LoadResult(
                clients,
                seconds,
                latencies.stream()
                        .flatMap(List::stream)
                        .mapToLong(Long::longValue)
                        .toArray(),
                statuses,
                number == 0 ? 0 : (server.metric(IMAGES).orElse(0) - computed) / number);
    }

    private void send(int first, long end, List<Long> latencies, Map<Integer, Long> statuses) {
        for (int i = first; System.nanoTime() < end; i++) {
            long start = System.nanoTime();
            int status = -1;
            try {
                HttpResponse<byte[]> response = server.embed(images.get(i % images.size()));
                status = response.statusCode();
                if (status == 200) {
                    latencies.add(System.nanoTime() - start);
                }
            } catch (IOException e) {
                // counted as -1
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            statuses.merge(status, 1L, Long::sum);
            pause(end);
        }
    }

    /** Not beyond the end, which would count as time of the load. */
    private void pause(long end) {
        long left = Math.min(pause.toNanos(), end - System.nanoTime());
        if (left > 0) {
            LockSupport.parkNanos(left);
        }
    }
}
