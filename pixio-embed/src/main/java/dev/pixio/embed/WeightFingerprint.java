package dev.pixio.embed;

import dev.pixio.io.Sha256;
import dev.pixio.torch.Tensors;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** A digest of weights by their names and values. It does not depend on the file they were loaded from. */
public final class WeightFingerprint {

    /** Bytes that are digested at a time; a Java buffer holds at most 2 GiB. */
    private static final int CHUNK = 1 << 28;

    /** Hexadecimal digits of the digest, 128 bits: a collision takes about 2^64 tries. */
    private static final int DIGITS = 32;

    private WeightFingerprint() {}

    /**
     * The first digits of the SHA-256 of all parameters and buffers, by name, in hexadecimal.
     *
     * @param module on any device
     */
    public static String of(Module module) {
        Sha256 digest = new Sha256();
        try (PointerScope scope = new PointerScope()) {
            for (Map.Entry<String, Tensor> entry : new TreeMap<>(Tensors.state(module)).entrySet()) {
                digest.add(entry.getKey());
                add(entry.getValue(), digest);
            }
        }
        return digest.hex().substring(0, DIGITS);
    }

    private static void add(Tensor tensor, Sha256 digest) {
        try (PointerScope scope = new PointerScope()) { // one tensor at a time is copied from a GPU
            Tensor dense = tensor.detach().cpu().contiguous();
            long bytes = dense.numel() * dense.element_size();
            BytePointer memory = new BytePointer(dense.data_ptr()).capacity(bytes);
            for (long done = 0; done < bytes; done += CHUNK) {
                ByteBuffer chunk = memory.position(done)
                        .limit(Math.min(bytes, done + CHUNK))
                        .asByteBuffer();
                digest.add(chunk);
            }
        }
    }
}
