package dev.pixio.train.group;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ProcessGroup;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Keeps the states of a group's processes equal, and checks that they are. */
public final class Replicas {

    /** Bytes of a tensor that are read at once. */
    private static final long CHUNK = 1L << 30;

    private Replicas() {}

    /** Replaces tensors by those of process 0. */
    public static void broadcast(ProcessGroup group, Collection<Tensor> tensors) {
        if (group.isAlone()) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (Tensor tensor : tensors) {
                Tensor values = tensor.detach().contiguous();
                group.broadcast(values, 0);
                if (values.data_ptr().address() != tensor.data_ptr().address()) {
                    tensor.copy_(values);
                } else {
                    Tensors.changed(tensor);
                }
            }
        }
    }

    /**
     * Checks that all processes have the same tensors.
     *
     * @param step at which they are compared
     * @throws GroupException naming the processes that differ from process 0
     */
    public static void requireEqual(ProcessGroup group, Collection<Tensor> tensors, long step) {
        if (group.isAlone()) {
            return;
        }
        List<String> sums = group.gather(Long.toHexString(checksum(tensors)));
        for (int rank = 1; rank < sums.size(); rank++) {
            if (!sums.get(rank).equals(sums.get(0))) {
                throw new GroupException(
                        "after step " + step + " the weights of process " + rank
                                + " differ from those of process 0 (checksums " + sums.get(rank) + " and " + sums.get(0)
                                + "): the processes do not compute alike; continue from the last checkpoint on equal processors");
            }
        }
    }

    private static long checksum(Collection<Tensor> tensors) {
        CRC32C sum = new CRC32C();
        for (Tensor tensor : tensors) {
            try (PointerScope scope = new PointerScope()) {
                Tensor values = tensor.detach().cpu().contiguous();
                BytePointer bytes = new BytePointer(values.data_ptr());
                for (long from = 0; from < values.nbytes(); from += CHUNK) {
                    ByteBuffer chunk = new BytePointer(bytes)
                            .position(from)
                            .limit(Math.min(values.nbytes(), from + CHUNK))
                            .asByteBuffer();
                    sum.update(chunk);
                }
            }
        }
        return sum.getValue();
    }
}
