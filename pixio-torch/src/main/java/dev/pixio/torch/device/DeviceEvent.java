package dev.pixio.torch.device;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceGuardImplInterface;
import org.bytedeco.pytorch.global.torch;

/**
 * A place in the work queued on a GPU: complete when all that this thread's current stream was given before it is done. It is made
 * with libtorch's interface to any device, which needs no library beyond those that its tensors need.
 */
final class DeviceEvent implements AutoCloseable {

    private final Device device;
    private final DeviceGuardImplInterface driver;
    private final Pointer event;

    private DeviceEvent(Device device, DeviceGuardImplInterface driver, Pointer event) {
        this.device = device;
        this.driver = driver;
        this.event = event;
    }

    /**
     * An event after what this thread has queued so far.
     *
     * @param device a GPU; it stays open
     */
    static DeviceEvent record(Device device) {
        try (PointerScope scope = new PointerScope();
                PointerPointer<Pointer> holder = new PointerPointer<>(1)) {
            DeviceGuardImplInterface driver = torch.getDeviceGuardImpl(device.type());
            holder.put(0, (Pointer) null); // it is created
            driver.record(holder, driver.getStream(device), device.index(), torch.EventFlag.PYTORCH_DEFAULT);
            Pointer event = new Pointer(holder.get(0));
            driver.retainReference();
            event.retainReference();
            return new DeviceEvent(device, driver, event);
        }
    }

    /** Whether the device has reached it. */
    boolean isComplete() {
        return driver.queryEvent(event);
    }

    /** Waits until the device has reached it. */
    void await() {
        driver.synchronizeEvent(event);
    }

    /** Lets what this thread queues from now on wait for it; the thread itself does not. */
    void block() {
        try (PointerScope scope = new PointerScope()) {
            driver.block(event, driver.getStream(device));
        }
    }

    @Override
    public void close() {
        driver.destroyEvent(event, device.index());
        event.close();
        driver.close();
    }
}
