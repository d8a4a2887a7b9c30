package dev.pixio.torch.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** The driver's management library (NVML): what {@code nvidia-smi} prints. It sees all GPUs of the host. */
final class ManagementLibrary {

    private static final int TEXT = 96;

    private final NativeLibrary library;

    private ManagementLibrary(NativeLibrary library) {
        this.library = library;
    }

    /** The initialised library, if there is one, until it is closed. */
    record Session(Optional<ManagementLibrary> library) implements AutoCloseable {

        @Override
        public void close() {
            library.ifPresent(opened -> opened.call("nvmlShutdown"));
        }
    }

    /** Opens and initialises it. A driver in a container may come without it, and some machines refuse it. */
    static Session open(String name) {
        try {
            ManagementLibrary opened = new ManagementLibrary(NativeLibrary.getInstance(name));
            return new Session(opened.call("nvmlInit_v2") == 0 ? Optional.of(opened) : Optional.empty());
        } catch (UnsatisfiedLinkError absent) {
            return new Session(Optional.empty());
        }
    }

    Optional<String> driverVersion() {
        try (Memory text = new Memory(TEXT)) {
            return call("nvmlSystemGetDriverVersion", text, TEXT) == 0
                    ? Optional.of(text.getString(0, StandardCharsets.UTF_8.name()))
                    : Optional.empty();
        }
    }

    /** Memory of a GPU that nothing uses. */
    OptionalLong freeBytes(String pciBusId) {
        PointerByReference device = new PointerByReference();
        try (Memory memory = new Memory(3L * Long.BYTES)) { // nvmlMemory_t: total, free, used
            boolean known = call("nvmlDeviceGetHandleByPciBusId_v2", pciBusId, device) == 0
                    && call("nvmlDeviceGetMemoryInfo", device.getValue(), memory) == 0;
            return known ? OptionalLong.of(memory.getLong(Long.BYTES)) : OptionalLong.empty();
        }
    }

    private int call(String function, Object... arguments) {
        return library.getFunction(function).invokeInt(arguments);
    }
}
