package dev.pixio.distributed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A connection for fp32 tensors by a second Gloo, in the place of NCCL. */
final class GlooConnection implements DeviceConnection {

    final AtomicInteger sums = new AtomicInteger();
    final AtomicInteger broadcasts = new AtomicInteger();
    private final GroupStore.Connection store;
    private final ProcessGroupGloo gloo;
    private final Collectives collectives;

    private GlooConnection(GroupStore group, Rendezvous place, Duration timeout) {
        this.store = group.connect("device", timeout);
        try (PointerScope scope = new PointerScope()) {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(timeout.toMillis()));
            options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(group.localAddress())));
            this.gloo = new ProcessGroupGloo(store.store(), place.rank(), place.size(), options).retainReference();
        }
        this.collectives = new Collectives(gloo);
    }

    /** Connects the fp32 tensors of a group. */
    static GlooConnection of(C10dGroup group) {
        List<GlooConnection> made = new ArrayList<>();
        group.connectGpus((store, place, timeout) -> {
            made.add(Uncollected.keep(new GlooConnection(store, place, timeout)));
            return made.get(0);
        });
        return made.get(0);
    }

    @Override
    public boolean carries(Tensor tensor) {
        return tensor.scalar_type().intern() == ScalarType.Float;
    }

    @Override
    public Collective sum(Tensor tensor) {
        sums.incrementAndGet();
        return collectives.sum(tensor);
    }

    @Override
    public Collective broadcast(Tensor tensor, int from) {
        broadcasts.incrementAndGet();
        return collectives.broadcast(tensor, from);
    }

    @Override
    public Optional<String> failure() {
        return Optional.empty();
    }

    @Override
    public void abort() {}

    @Override
    public void close() {
        gloo.close();
        store.close();
    }
}
