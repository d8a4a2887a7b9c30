package dev.pixio.distributed;

import dev.pixio.torch.NativeOutput;
import dev.pixio.torch.group.GroupException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.IntOptional;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;

/**
 * The table of keys and values through which the processes of a group find each other, and learn why one of them ended; see {@link
 * FailureReports}. Process 0 has it, or another program; see {@link Rendezvous.StoreServer}.
 */
final class GroupStore implements AutoCloseable {

    /** {@code [/a/b/pair.cc:538] } */
    private static final Pattern SOURCE = Pattern.compile("^\\[\\S+:\\d+\\] ");

    private static final long POLL_MILLIS = 50;
    private static final int CONNECT_MILLIS = 2000;

    /** How long the first answer is waited for, at least. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final String NO_ANSWER = "the program that listens there does not answer; it is stopped, or is not a"
            + " process 0: another --master or MASTER_PORT has another port";

    private final Rendezvous place;
    private final TCPStore tcp;
    private final Store store;
    private final String localAddress;

    private GroupStore(Rendezvous place, TCPStore tcp, Store store, String localAddress) {
        this.place = place;
        this.tcp = tcp;
        this.store = store;
        this.localAddress = localAddress;
    }

    /**
     * Opens the store, or connects with it.
     *
     * @param timeout how long process 0 is waited for
     * @throws GroupException if it cannot be reached
     */
    static GroupStore open(Rendezvous place, Duration timeout) {
        NativeOutput.withoutWarnings();
        boolean server = place.rank() == 0 && !place.store().external();
        if (server) {
            return create(place, timeout, true);
        }
        long end = System.nanoTime() + timeout.toNanos();
        awaitServer(place, timeout);
        return connectUntil(end, place, timeout);
    }

    /** libtorch has no time limit for the first answer: none comes if another program listens, or process 0 is stopped. */
    private static GroupStore connectUntil(long end, Rendezvous place, Duration timeout) {
        FutureTask<GroupStore> task = new FutureTask<>(() -> create(place, timeout, false));
        Thread thread = new Thread(task, "pixio-group-connect");
        thread.setDaemon(true); // a call that never returns does not keep the process
        thread.start();
        try {
            return task.get(Math.max(end - System.nanoTime(), ANSWER.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new GroupException(notReached(place, timeout, new IOException(NO_ANSWER, e)), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof GroupException failure
                    ? failure
                    : new GroupException(GroupStore.firstLine(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GroupException("interrupted while waiting for process 0", e);
        }
    }

    private static GroupStore create(Rendezvous place, Duration timeout, boolean server) {
        try (PointerScope scope = new PointerScope()) {
            TCPStoreOptions options = new TCPStoreOptions()
                    .port((short) place.port())
                    .isServer(server)
                    .waitWorkers(false)
                    .timeout(new Milliseconds(timeout.toMillis()))
                    .useLibUV(true);
            if (server) {
                OptionalInt socket = ListeningSocket.open(place.host(), place.port());
                if (socket.isPresent()) {
                    options.masterListenFd(new IntOptional(socket.getAsInt()));
                }
            }
            // The bindings share no ownership: a store that another one uses must stay open.
            TCPStore tcp = new TCPStore(place.host(), options).retainReference();
            Store store = new PrefixStore(place.store().prefix(), tcp).retainReference();
            return Uncollected.keep(new GroupStore(place, tcp, store, localAddress(place)));
        } catch (IOException | RuntimeException e) {
            throw new GroupException(
                    server
                            ? "process 0 cannot listen on port " + place.port() + ": " + firstLine(e)
                            : notReached(place, timeout, e),
                    e);
        }
    }

    /** A store with a connection of its own to the same keys. */
    record Connection(TCPStore tcp, Store store) implements AutoCloseable {

        @Override
        public void close() {
            store.close();
            tcp.close();
            Uncollected.release(this);
        }
    }

    /**
     * Connects once more: for code whose calls wait for other processes, and would make those of this store wait. The bindings also allow a
     * store to be used by one other only; a second would end the process.
     *
     * @param prefix of the keys
     * @param timeout how long a key is waited for
     */
    Connection connect(String prefix, Duration timeout) {
        try (PointerScope scope = new PointerScope()) {
            TCPStoreOptions options = new TCPStoreOptions()
                    .port((short) place.port())
                    .isServer(false)
                    .waitWorkers(false)
                    .timeout(new Milliseconds(timeout.toMillis()))
                    .useLibUV(true);
            TCPStore own = new TCPStore(place.host(), options).retainReference();
            Store keys = new PrefixStore(place.store().prefix() + "/" + prefix, own).retainReference();
            return Uncollected.keep(new Connection(own, keys));
        } catch (RuntimeException e) {
            throw new GroupException(lostFirst("", firstLine(e)), e);
        }
    }

    /** Waits until process 0 listens: libtorch would print pages of native stack meanwhile. */
    private static void awaitServer(Rendezvous place, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                InetSocketAddress server = new InetSocketAddress(place.host(), place.port());
                if (server.isUnresolved()) {
                    throw new UnknownHostException("the host is not known");
                }
                socket.connect(server, CONNECT_MILLIS);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new GroupException(notReached(place, timeout, e), e);
                }
                pause();
            }
        }
    }

    private static String notReached(Rendezvous place, Duration timeout, Exception e) {
        return "process " + place.rank() + " did not reach process 0 at " + place.host() + ":" + place.port()
                + " within " + timeout.toSeconds() + " s: " + firstLine(e);
    }

    /** The address of this host that the others reach: that from which it reaches process 0. */
    private static String localAddress(Rendezvous place) {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetSocketAddress first = new InetSocketAddress(place.host(), place.port());
            socket.connect(first); // sends nothing
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() ? place.host() : local.getHostAddress();
        } catch (IOException | RuntimeException e) {
            return place.host();
        }
    }

    String localAddress() {
        return localAddress;
    }

    /** The store for keys with a prefix: there can be one. It must be closed before this one. */
    Store prefixed(String prefix) {
        return new PrefixStore(prefix, store).retainReference();
    }

    /** Sets a key. */
    void set(String key, String value) {
        store.set(key, value);
    }

    /** Sets a key unless it is set; returns its value afterwards. */
    String setIfAbsent(String key, String value) {
        return store.compareSet(key, "", value);
    }

    /** Adds one to a number, which is 0 at first; returns the sum. */
    long add(String key) {
        return store.add(key, 1);
    }

    /** The value of a key that is set. */
    String get(String key) {
        return store.get_to_str(key);
    }

    boolean isSet(String key) {
        try (StringVector keys = new StringVector(key)) {
            return store.check(keys);
        }
    }

    /** That process 0, which has the store, is the reason of a failure. */
    String lostFirst(String host, String message) {
        return "process 0" + (host.isEmpty() ? "" : " on " + host) + " at " + place.host() + ":" + place.port()
                + " ended or does not answer (" + message + ")";
    }

    /** The processes that have not set a key when the time is up. */
    List<Integer> missing(String key, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        List<Integer> missing = all().filter(rank -> !isSet(key + rank)).toList();
        while (!missing.isEmpty() && System.nanoTime() < end) {
            pause();
            missing = missing.stream().filter(rank -> !isSet(key + rank)).toList();
        }
        return missing;
    }

    private Stream<Integer> all() {
        return IntStream.range(0, place.size()).boxed();
    }

    static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GroupException("interrupted while waiting for other processes", e);
        }
    }

    /** {@code process 2 on node7}, {@code processes 1, 2}. */
    static String named(List<Integer> ranks, List<String> hosts) {
        return (ranks.size() == 1 ? "process " : "processes ")
                + ranks.stream()
                        .map(rank -> rank + (hosts.isEmpty() ? "" : " on " + hosts.get(rank)))
                        .collect(Collectors.joining(", "));
    }

    /** libtorch's messages begin with a place in its source, and continue with a stack of C++ frames. */
    static String firstLine(Throwable e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString())
                .lines()
                .findFirst()
                .map(line -> SOURCE.matcher(line).replaceFirst(""))
                .orElse("");
    }

    @Override
    public void close() {
        store.close();
        tcp.close();
        Uncollected.release(this);
    }
}
