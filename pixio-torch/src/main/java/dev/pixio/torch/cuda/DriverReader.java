package dev.pixio.torch.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks CUDA's driver library which GPUs there are. No context is created, so nothing is allocated on a GPU. */
final class DriverReader {

    /** cuda.h: CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and MINOR. */
    private static final int MAJOR = 75;

    private static final int MINOR = 76;

    private static final int TEXT = 256;

    private final NativeLibrary cuda;
    private final Optional<ManagementLibrary> management;

    private DriverReader(NativeLibrary cuda, Optional<ManagementLibrary> management) {
        this.cuda = cuda;
        this.management = management;
    }

    /**
     * What the driver reports.
     *
     * @param cudaLibrary name or path of {@code libcuda.so.1}
     * @param managementLibrary name or path of {@code libnvidia-ml.so.1}, which may be absent
     */
    static CudaDriver read(String cudaLibrary, String managementLibrary) {
        Optional<String> failure = DynamicLinker.failure(cudaLibrary);
        if (failure.isPresent()) {
            return CudaDriver.absent(failure.get());
        }
        try (ManagementLibrary.Session session = ManagementLibrary.open(managementLibrary)) {
            return new DriverReader(NativeLibrary.getInstance(cudaLibrary), session.library()).read();
        }
    }

    private CudaDriver read() {
        Optional<String> release = management.flatMap(ManagementLibrary::driverVersion);
        IntByReference version = new IntByReference();
        call("cuDriverGetVersion", version);
        int code = call("cuInit", 0);
        if (code != 0) {
            return new CudaDriver(Optional.empty(), code, errorText(code), version.getValue(), release, List.of());
        }
        IntByReference count = new IntByReference();
        call("cuDeviceGetCount", count);
        List<Gpu> gpus = new ArrayList<>();
        for (int i = 0; i < count.getValue(); i++) {
            gpus.add(gpu(i));
        }
        return new CudaDriver(Optional.empty(), 0, "", version.getValue(), release, gpus);
    }

    private Gpu gpu(int number) {
        IntByReference device = new IntByReference();
        call("cuDeviceGet", device, number);
        LongByReference bytes = new LongByReference();
        call("cuDeviceTotalMem_v2", bytes, device.getValue());
        return new Gpu(
                number,
                text("cuDeviceGetName", device.getValue()),
                new ComputeCapability(attribute(MAJOR, device.getValue()), attribute(MINOR, device.getValue())),
                bytes.getValue(),
                management
                        .map(library -> library.freeBytes(text("cuDeviceGetPCIBusId", device.getValue())))
                        .orElseGet(OptionalLong::empty));
    }

    private int attribute(int attribute, int device) {
        IntByReference value = new IntByReference();
        call("cuDeviceGetAttribute", value, attribute, device);
        return value.getValue();
    }

    private String text(String function, int device) {
        try (Memory text = new Memory(TEXT)) {
            text.clear();
            call(function, text, TEXT, device);
            return text.getString(0, StandardCharsets.UTF_8.name());
        }
    }

    private String errorText(int code) {
        PointerByReference text = new PointerByReference();
        boolean known = call("cuGetErrorString", code, text) == 0 && text.getValue() != null;
        return known ? text.getValue().getString(0) : "error " + code;
    }

    private int call(String function, Object... arguments) {
        return cuda.getFunction(function).invokeInt(arguments);
    }
}
