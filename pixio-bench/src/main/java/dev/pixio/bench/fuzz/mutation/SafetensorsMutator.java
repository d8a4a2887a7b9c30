package dev.pixio.bench.fuzz.mutation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes the header of a safetensors file; most files keep a correct length of the header, so that it is read. */
public record SafetensorsMutator(Mutator header) implements Mutator {

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        int length = (int) ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        byte[] json = Arrays.copyOfRange(seed, Long.BYTES, Long.BYTES + length);
        byte[] changed = header.mutate(json, json, random);
        long written = changed.length;
        if (random.nextInt(8) == 0) {
            written += random.nextInt(9) - 4;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(written)
                .array());
        out.writeBytes(changed);
        out.write(seed, Long.BYTES + length, seed.length - Long.BYTES - length);
        return out.toByteArray();
    }
}
