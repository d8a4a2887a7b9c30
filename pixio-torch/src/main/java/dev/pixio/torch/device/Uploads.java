package dev.pixio.torch.device;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceGuardImplInterface;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Copies tensors of the host to a device. To a GPU they are copied from page-locked memory on a stream of their own, so beside the
 * work that is queued already, and only what is queued afterwards waits for them.
 *
 * <p>Make it outside of any pointer scope that closes before it, and close it. For one thread.
 */
public final class Uploads implements AutoCloseable {

    private final Device device;
    private final Optional<Stream> stream; // for a GPU

    /** @param device to copy to; it stays open */
    public Uploads(Device device) {
        this.device = device;
        this.stream = Libtorch.isGpu(device) ? Optional.of(newStream(device)) : Optional.empty();
    }

    private static Stream newStream(Device device) {
        try (PointerScope scope = new PointerScope()) {
            return torch.getDeviceGuardImpl(device.type())
                    .getStreamFromGlobalPool(device)
                    .retainReference();
        }
    }

    /**
     * Queues a copy.
     *
     * @param tensor on any device; the memory of the host must stay unchanged until the device has done what is queued behind
     *     the copy
     * @return the copy, in the caller's scope; the tensor itself if it is on the device
     */
    public Tensor send(Tensor tensor) {
        if (stream.isEmpty() || !tensor.is_cpu()) {
            return Tensors.to(tensor, device);
        }
        Tensor copy;
        try (PointerScope scope = new PointerScope()) {
            Tensor source = PageLocked.of(tensor);
            DeviceGuardImplInterface driver = torch.getDeviceGuardImpl(device.type());
            Stream working = driver.exchangeStream(stream.get());
            try {
                copy = Tensors.keep(source.to(device, source.scalar_type(), true, false, new MemoryFormatOptional()));
                try (DeviceEvent copied = DeviceEvent.record(device)) {
                    driver.exchangeStream(working);
                    copied.block();
                }
            } finally {
                driver.exchangeStream(working);
            }
            copy.record_stream(working); // its memory belongs to the stream of copies
        }
        try (copy) {
            return new Tensor(copy); // in the scope of the caller
        }
    }

    @Override
    public void close() {
        stream.ifPresent(Stream::close);
    }
}
