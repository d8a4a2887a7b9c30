package dev.pixio.distributed;

import dev.pixio.torch.group.GroupException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Waits at the start until all processes of a group are there, and refuses a group whose processes were told different numbers, or the same
 * one: they would wait for each other until the time limit of the connection. Each process compares itself with what the others wrote into
 * the store, a fixed number of keys, and the first that finds a difference tells all.
 */
final class RollCall {

    private static final String JOINED = "joined/";
    private static final String SIZE = "size";
    private static final String PROBLEM = "problem";
    private static final String AWARE = "aware/";

    /** How long process 0, which has the store, waits for the others to read what is wrong. */
    private static final Duration READ = Duration.ofSeconds(3);

    private final Rendezvous place;
    private final GroupStore store;
    private final String me;
    private final String token;

    /** @param host the name of this host, for messages */
    RollCall(Rendezvous place, GroupStore store, String host) {
        this.place = place;
        this.store = store;
        this.me = "process " + place.rank() + " on " + host;
        this.token = UUID.randomUUID() + " " + me; // of this process: one that was started again has another
    }

    /**
     * Waits for all processes.
     *
     * @throws GroupException naming those that did not come, or differ, or process 0 if it has ended
     */
    void await(Duration timeout) {
        try {
            requireSameSize();
            store.set(JOINED + place.rank(), token);
            awaitOthers(timeout);
            if (store.add("started/" + place.rank()) > 1) {
                throw new GroupException(me + " cannot join: another process " + place.rank() + " of the group at "
                        + place.host() + ":" + place.port() + " has started before");
            }
        } catch (GroupException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new GroupException(store.lostFirst("", GroupStore.firstLine(e)), e);
        }
    }

    private void requireSameSize() {
        String own = place.size() + " " + me;
        String first = store.setIfAbsent(SIZE, own);
        String[] parts = first.split(" ", 2);
        if (!parts[0].equals(Integer.toString(place.size()))) {
            throw tell("the processes at " + place.host() + ":" + place.port() + " are not of one group: " + me
                    + " was started as one of " + place.size() + ", " + parts[1] + " as one of " + parts[0]);
        }
    }

    private void awaitOthers(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        List<Integer> missing = missing(IntStream.range(0, place.size()).boxed().toList());
        while (!missing.isEmpty()) {
            if (store.isSet(PROBLEM)) {
                String problem = store.get(PROBLEM);
                store.set(AWARE + place.rank(), "1");
                if (place.rank() == 0) {
                    awaitReaders();
                }
                throw new GroupException(problem);
            }
            String last = store.get(JOINED + place.rank());
            if (!last.equals(token)) {
                throw tell("two processes were started with the rank " + place.rank() + ": " + me + ", and "
                        + last.split(" ", 2)[1]);
            }
            if (System.nanoTime() > end) {
                throw tell(GroupStore.named(missing, List.of()) + " did not start within " + timeout.toSeconds()
                        + " s: process " + place.rank() + " of " + place.size() + " waited at " + place.host() + ":"
                        + place.port());
            }
            GroupStore.pause();
            missing = missing(missing);
        }
    }

    private List<Integer> missing(List<Integer> ranks) {
        return ranks.stream().filter(rank -> !store.isSet(JOINED + rank)).toList();
    }

    /** Tells the others, too. */
    private GroupException tell(String problem) {
        store.setIfAbsent(PROBLEM, problem);
        store.set(AWARE + place.rank(), "1");
        if (place.rank() == 0) {
            awaitReaders();
        }
        return new GroupException(problem);
    }

    private void awaitReaders() {
        long end = System.nanoTime() + READ.toNanos();
        while (System.nanoTime() < end
                && IntStream.range(0, place.size())
                        .anyMatch(rank -> store.isSet(JOINED + rank) && !store.isSet(AWARE + rank))) {
            GroupStore.pause();
        }
    }
}
