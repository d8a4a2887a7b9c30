package dev.pixio.distributed;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import dev.pixio.torch.group.GroupException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;

/** Which GPU of which host a process uses: NCCL needs another one for each process. */
final class GpuPlace {

    /** The CUDA runtime of the bindings' version, which libtorch has loaded. */
    private static final String CUDA_RUNTIME = "libcudart.so.13";

    private static final int NAME_BYTES = 32;

    /** Tells hosts of one name apart. */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private GpuPlace() {}

    /** The place of a GPU, such as {@code node7/5f2c.../0000:07:00.0}; empty if the driver does not name it. */
    static String of(Device gpu) {
        try (Memory name = new Memory(NAME_BYTES)) {
            int error = NativeLibrary.getInstance(CUDA_RUNTIME)
                    .getFunction("cudaDeviceGetPCIBusId")
                    .invokeInt(new Object[] {name, NAME_BYTES, (int) gpu.index()});
            return error == 0
                    ? InetAddress.getLocalHost().getHostName() + "/"
                            + Files.readString(BOOT).strip() + "/" + name.getString(0)
                    : "";
        } catch (UnsatisfiedLinkError | IOException e) {
            return ""; // NCCL refuses a shared GPU as well, in its own words
        }
    }

    /**
     * Checks that no two processes use one GPU.
     *
     * @param places of all processes, in their order
     * @throws GroupException if two do
     */
    static void requireDistinct(List<String> places) {
        Map<String, Integer> users = new LinkedHashMap<>();
        for (int rank = 0; rank < places.size(); rank++) {
            String place = places.get(rank);
            Integer other = place.isEmpty() ? null : users.putIfAbsent(place, rank);
            if (other != null) {
                throw new GroupException("processes " + other + " and " + rank + " use the same GPU, "
                        + place.substring(place.lastIndexOf('/') + 1) + " on " + place.substring(0, place.indexOf('/'))
                        + ", and NCCL needs one for each: start fewer processes on this host, or give --backend gloo");
            }
        }
    }
}
