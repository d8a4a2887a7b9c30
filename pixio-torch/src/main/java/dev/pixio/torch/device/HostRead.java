package dev.pixio.torch.device;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Values of a tensor on their way to the host. The copy is queued behind the work that computes them, and the host goes on; it
 * reads the values when it needs them.
 *
 * <p>Make it outside of any pointer scope that closes before it, and close it.
 */
public final class HostRead implements AutoCloseable {

    private final Tensor copy; // on the host
    private final Optional<Device> device;
    private final Optional<DeviceEvent> copied;

    private HostRead(Tensor copy, Optional<Device> device, Optional<DeviceEvent> copied) {
        this.copy = copy;
        this.device = device;
        this.copied = copied;
    }

    /**
     * Queues the copy.
     *
     * @param values of any dtype, on any device; they may change afterwards
     */
    public static HostRead of(Tensor values) {
        try (PointerScope scope = new PointerScope()) {
            Device device = values.device();
            if (!Libtorch.isGpu(device)) {
                return new HostRead(Tensors.keep(values.detach().clone()), Optional.empty(), Optional.empty());
            }
            Tensor copy = PageLocked.empty(values.scalar_type().intern(), Tensors.shape(values));
            copy.copy_(values.detach(), true);
            Device kept = new Device(device).retainReference();
            return new HostRead(Tensors.keep(copy), Optional.of(kept), Optional.of(DeviceEvent.record(kept)));
        }
    }

    /** Whether {@link #values} would return at once. */
    public boolean isComplete() {
        return copied.map(DeviceEvent::isComplete).orElse(true);
    }

    /** The values in row-major order; waits for them. */
    public double[] values() {
        copied.ifPresent(DeviceEvent::await);
        return Tensors.toDoubles(copy);
    }

    @Override
    public void close() {
        copied.ifPresent(DeviceEvent::close);
        device.ifPresent(Device::close);
        copy.close();
    }
}
