package dev.pixio.bench.fuzz.mutation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Changes the content of a frame of an unfinished export of features, and keeps its length and checksum correct. */
public record FrameMutator(Mutator header, Mutator batch) implements Mutator {

    private static final int START = 8;

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        List<byte[]> frames = frames(seed);
        int changed = random.nextInt(frames.size());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < frames.size(); i++) {
            byte[] payload = frames.get(i);
            if (i == changed) {
                payload = (i == 0 ? header : batch).mutate(payload, payload, random);
            }
            CRC32C checksum = new CRC32C();
            checksum.update(payload);
            out.writeBytes(ByteBuffer.allocate(START)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(payload.length)
                    .putInt((int) checksum.getValue())
                    .array());
            out.writeBytes(payload);
        }
        return out.toByteArray();
    }

    private static List<byte[]> frames(byte[] log) {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.remaining() > START) {
            byte[] payload = new byte[bytes.getInt()];
            bytes.getInt();
            bytes.get(payload);
            frames.add(payload);
        }
        return frames;
    }
}
