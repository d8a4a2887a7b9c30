package dev.pixio.distributed;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeOutput;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ProcessGroup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A group of processes connected by libtorch's {@code c10d}: over Gloo, and for tensors in the memory of GPUs over NCCL. If a process
 * ends or does not answer, the call that needs it fails in the others and names it.
 *
 * <p>c10d has no authentication: whoever reaches the ports can take part. The network must be private.
 */
public final class C10dGroup implements ProcessGroup {

    /** How long processes are waited for at the start, by default. */
    public static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** How long an answer of another process is waited for, by default. */
    public static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** The connection of GPUs ends operations after the time limit itself; this is waited for its message in addition. */
    private static final Duration SPARE = Duration.ofSeconds(10);

    /** How long ending a failed connection may take before this process goes on without it. */
    private static final Duration ABORT = Duration.ofSeconds(5);

    /** The tag of all messages between two processes. */
    private static final int MESSAGE = 1;

    private final Rendezvous place;
    private final Transport transport;
    private final Duration timeout;
    private final GroupStore store;
    private final Store glooStore;
    private final ProcessGroupGloo gloo;
    private final Collectives control; // in the memory of hosts
    private final FailureReports failures;
    private Optional<DeviceConnection> gpus = Optional.empty();
    private Optional<Collective> latest = Optional.empty(); // of the GPUs; when it is complete, all before it are
    private List<String> hosts = List.of(); // until all are known
    private boolean failed;
    private long awaited; // numbers of process 0

    private C10dGroup(
            Rendezvous place,
            Transport transport,
            Duration timeout,
            GroupStore store,
            Store glooStore,
            ProcessGroupGloo gloo) {
        this.place = place;
        this.transport = transport;
        this.timeout = timeout;
        this.store = store;
        this.glooStore = glooStore;
        this.gloo = gloo;
        this.control = new Collectives(gloo);
        this.failures = new FailureReports(place.rank(), store);
    }

    /**
     * Connects this process with the others.
     *
     * @param place which process this is
     * @param startTimeout how long the others are waited for
     * @param timeout how long an answer is waited for later
     * @param transport of tensors in the memory of GPUs, see {@link #useDevice}
     * @throws GroupException if not all processes come in time, naming those that are missing
     */
    public static C10dGroup join(Rendezvous place, Duration startTimeout, Duration timeout, Transport transport) {
        C10dGroup group = connect(place, startTimeout, timeout, transport);
        try {
            group.hosts = group.gather(hostName());
            return group;
        } catch (RuntimeException e) {
            group.close(); // and not the store alone, which a thread of the group uses
            throw e;
        }
    }

    private static C10dGroup connect(Rendezvous place, Duration startTimeout, Duration timeout, Transport transport) {
        GroupStore store = GroupStore.open(place, startTimeout);
        try (PointerScope scope = new PointerScope()) {
            new RollCall(place, store, hostName()).await(startTimeout);
            // Gloo prints a line on the standard output.
            Store glooStore = Uncollected.keep(store.prefixed("gloo"));
            ProcessGroupGloo gloo = NativeOutput.dropped(() -> connectGloo(store, glooStore, place, timeout));
            gloo.retainReference();
            return Uncollected.keep(new C10dGroup(place, transport, timeout, store, glooStore, gloo));
        } catch (GroupException e) {
            store.close();
            throw e;
        }
    }

    private static ProcessGroupGloo connectGloo(GroupStore store, Store glooStore, Rendezvous place, Duration timeout) {
        try {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(timeout.toMillis()));
            options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(store.localAddress())));
            return new ProcessGroupGloo(glooStore, place.rank(), place.size(), options);
        } catch (RuntimeException e) {
            throw new GroupException(
                    "process " + place.rank() + " cannot connect with the others from " + store.localAddress() + ": "
                            + GroupStore.firstLine(e),
                    e);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }

    @Override
    public int rank() {
        return place.rank();
    }

    @Override
    public int size() {
        return place.size();
    }

    @Override
    public String name(int process) {
        return GroupStore.named(List.of(process), hosts);
    }

    @Override
    public boolean isAlone() {
        return false; // also a group of one sends what it has to itself
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if it is not a GPU and the transport is NCCL
     */
    @Override
    public void useDevice(Device device) {
        String name = device.str().getString();
        boolean gpu = Libtorch.isGpu(device);
        boolean nccl = transport.isNccl(name, gpu);
        requireOneKind(gather(gpu ? "GPU" : name));
        if (!nccl) {
            return;
        }
        GpuPlace.requireDistinct(gather(GpuPlace.of(device)));
        connectGpus(NcclConnection::open);
    }

    /** The device {@code auto} may be a GPU on one host and not on another: then they would wait for each other by two ways. */
    private void requireOneKind(List<String> kinds) {
        for (int process = 1; process < kinds.size(); process++) {
            if (!kinds.get(process).equals(kinds.get(0))) {
                throw new GroupException("the device of " + name(0) + " is " + kinds.get(0) + ", that of "
                        + name(process) + " is " + kinds.get(process) + ": start all with the same --device");
            }
        }
    }

    /** Opens a connection in all processes, or fails in all. */
    void connectGpus(DeviceConnection.Opening connection) {
        String problem = "";
        try {
            DeviceConnection opened = connection.open(store, place, timeout);
            gpus = Optional.of(opened);
            failures.onReport(opened::abort);
        } catch (GroupException e) {
            problem = GroupStore.named(List.of(rank()), hosts) + ": " + e.getMessage();
        }
        gather(problem).stream().filter(text -> !text.isEmpty()).findFirst().ifPresent(text -> {
            throw new GroupException(text);
        });
    }

    @Override
    public Pending sum(Tensor tensor) {
        Optional<DeviceConnection> carrier = gpus.filter(connection -> connection.carries(tensor));
        Collective started = checked(() -> carrier.map(c -> c.sum(tensor)).orElseGet(() -> control.sum(tensor)));
        return () -> await(started, carrier.isPresent());
    }

    @Override
    public void broadcast(Tensor tensor, int from) {
        Optional<DeviceConnection> carrier = gpus.filter(connection -> connection.carries(tensor));
        Collective started = checked(
                () -> carrier.map(c -> c.broadcast(tensor, from)).orElseGet(() -> control.broadcast(tensor, from)));
        await(started, carrier.isPresent());
    }

    private void await(Collective started, boolean ofGpus) {
        boolean kept = false;
        try {
            checked(() -> {
                started.await();
                return true;
            });
            if (ofGpus) {
                latest.ifPresent(Collective::close);
                latest = Optional.of(started);
                kept = true;
            }
        } finally {
            if (!kept) {
                started.close();
            }
        }
    }

    @Override
    public void settle() {
        latest.ifPresent(collective -> checked(() -> {
            awaitCompletion(collective::isComplete);
            collective.await(); // fails if it has
            requireHealthy();
            return true;
        }));
        latest.ifPresent(Collective::close);
        latest = Optional.empty();
    }

    @Override
    public void awaitDevice(BooleanSupplier isComplete) {
        checked(() -> {
            awaitCompletion(isComplete);
            requireHealthy();
            return true;
        });
    }

    private void awaitCompletion(BooleanSupplier isComplete) {
        if (!Polling.until(isComplete, timeout.plus(SPARE), this::requireHealthy)) {
            throw new GroupException("the GPUs did not complete an operation in time");
        }
    }

    /** A connection of GPUs fails without a call that fails, and what it has computed since then must not be used. */
    private void requireHealthy() {
        gpus.flatMap(connection -> connection.failure().or(failures::reported)).ifPresent(problem -> {
            throw new GroupException(problem);
        });
    }

    @Override
    public void send(Tensor tensor, int to) {
        checked(() -> {
            try (PointerScope scope = new PointerScope();
                    TensorVector tensors = new TensorVector(tensor)) {
                return gloo.send(tensors, to, MESSAGE)._wait();
            }
        });
    }

    @Override
    public void receive(Tensor tensor, int from) {
        checked(() -> {
            try (PointerScope scope = new PointerScope();
                    TensorVector tensors = new TensorVector(tensor)) {
                return gloo.recv(tensors, from, MESSAGE)._wait();
            }
        });
    }

    @Override
    public double awaitFirst(double value) {
        String key = "first/" + awaited++;
        return checked(() -> {
            if (isFirst()) {
                store.set(key, Double.toString(value));
                return value;
            }
            return Double.parseDouble(failures.await(key, timeout));
        });
    }

    /** Runs a call; if it fails, finds out which process is the reason. */
    private <T> T checked(Supplier<T> call) {
        if (failed) {
            throw new GroupException("the group of processes has failed before");
        }
        try {
            requireHealthy();
            return call.get();
        } catch (RuntimeException e) {
            failed = true;
            GroupException failure = new GroupException(failures.reason(hosts, GroupStore.firstLine(e)), e);
            abort();
            throw failure;
        }
    }

    /** Ends what is queued on the GPUs, for which other code of this process would wait. */
    private void abort() {
        gpus.ifPresent(connection -> {
            Thread thread = new Thread(connection::abort, "pixio-group-abort");
            thread.setDaemon(true);
            thread.start();
            try {
                thread.join(ABORT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void reportFailure(String reason) {
        if (!failed) {
            failed = true;
            failures.report(hosts, reason);
            abort();
        }
    }

    @Override
    public void close() {
        latest.ifPresent(Collective::close);
        if (!failures.end() || (failed && gpus.isPresent())) {
            return; // a call in native code has not returned and would use what is closed; the process ends soon
        }
        gpus.ifPresent(DeviceConnection::close);
        gloo.close();
        glooStore.close();
        store.close();
        Uncollected.release(glooStore);
        Uncollected.release(this);
    }
}
