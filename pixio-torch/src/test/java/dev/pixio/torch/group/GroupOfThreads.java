package dev.pixio.torch.group;

import dev.pixio.torch.Tensors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A group whose processes are threads of this JVM. */
public final class GroupOfThreads implements ProcessGroup {

    /** One call of all processes. */
    private static final class Call {
        private final @Nullable Tensor[] tensors;
        private int arrived;
        private boolean done;

        Call(int size) {
            this.tensors = new Tensor[size];
        }
    }

    /** What the threads share. */
    private static final class Room {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final List<Call> calls = new ArrayList<>();
        private final Map<String, Deque<Tensor>> sent = new HashMap<>();
        private @Nullable String failure;
    }

    private final Room room;
    private final int rank;
    private final int size;
    private int next;

    private GroupOfThreads(Room room, int rank, int size) {
        this.room = room;
        this.rank = rank;
        this.size = size;
    }

    /** The processes of a group. */
    public static List<GroupOfThreads> of(int size) {
        Room room = new Room();
        List<GroupOfThreads> groups = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            groups.add(new GroupOfThreads(room, rank, size));
        }
        return groups;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Pending sum(Tensor tensor) {
        Call call = arrive(tensor, -1);
        return () -> await(call);
    }

    @Override
    public void broadcast(Tensor tensor, int from) {
        await(arrive(tensor, from));
    }

    @Override
    public void send(Tensor tensor, int to) {
        room.lock.lock();
        try {
            room.sent
                    .computeIfAbsent(rank + " to " + to, route -> new ArrayDeque<>())
                    .add(Tensors.keep(tensor.clone()));
            room.changed.signalAll();
        } finally {
            room.lock.unlock();
        }
    }

    @Override
    public void receive(Tensor tensor, int from) {
        room.lock.lock();
        try {
            Deque<Tensor> route = room.sent.computeIfAbsent(from + " to " + rank, key -> new ArrayDeque<>());
            awaitThat(() -> !route.isEmpty());
            try (Tensor sent = route.remove()) {
                tensor.copy_(sent);
            }
        } finally {
            room.lock.unlock();
        }
    }

    @Override
    public double awaitFirst(double value) {
        return broadcast(value);
    }

    /** The last process to arrive computes the result for all. */
    private Call arrive(Tensor tensor, int from) {
        room.lock.lock();
        try {
            if (room.calls.size() == next) {
                room.calls.add(new Call(size));
            }
            Call call = room.calls.get(next++);
            call.tensors[rank] = Tensors.keep(tensor);
            call.arrived++;
            if (call.arrived == size) {
                complete(call, from);
            }
            return call;
        } finally {
            room.lock.unlock();
        }
    }

    private void complete(Call call, int from) {
        try (PointerScope scope = new PointerScope()) {
            Tensor result = Tensors.to(call.tensors[Math.max(from, 0)].clone(), call.tensors[0].device());
            if (from < 0) {
                Arrays.stream(call.tensors).skip(1).forEach(result::add_);
            }
            for (Tensor each : call.tensors) {
                each.detach().copy_(result);
                each.close();
            }
        }
        call.done = true;
        room.changed.signalAll();
    }

    private void await(Call call) {
        room.lock.lock();
        try {
            awaitThat(() -> call.done);
        } finally {
            room.lock.unlock();
        }
    }

    private void awaitThat(BooleanSupplier done) {
        try {
            while (!done.getAsBoolean()) {
                if (room.failure != null) {
                    throw new GroupException(room.failure);
                }
                if (!room.changed.await(60, TimeUnit.SECONDS)) {
                    throw new GroupException("process " + rank + " waited in vain");
                }
            }
        } catch (InterruptedException e) {
            throw new GroupException("interrupted", e);
        }
    }

    @Override
    public void reportFailure(String reason) {
        room.lock.lock();
        try {
            room.failure = "process " + rank + " failed: " + reason;
            room.changed.signalAll();
        } finally {
            room.lock.unlock();
        }
    }

    @Override
    public void close() {}
}
