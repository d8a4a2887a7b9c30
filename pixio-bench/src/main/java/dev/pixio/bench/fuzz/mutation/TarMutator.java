package dev.pixio.bench.fuzz.mutation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Changes a header of a tar archive, with a correct checksum, or swaps, repeats and leaves out blocks. */
public final class TarMutator implements Mutator {

    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int SIZE = 124;
    private static final int TYPE = 156;
    private static final String TYPES = "0123456789xgLKSD\0V";

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        List<Integer> headers = IntStream.range(0, seed.length / BLOCK)
                .filter(block -> new String(seed, block * BLOCK + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar"))
                .boxed()
                .toList();
        byte[] bytes = seed.clone();
        if (headers.isEmpty() || random.nextInt(6) == 0) {
            return moved(bytes, random);
        }
        int at = headers.get(random.nextInt(headers.size())) * BLOCK;
        switch (random.nextInt(5)) {
            case 0 -> put(bytes, at + SIZE, octal(random.nextLong(1L << random.nextInt(1, 34))));
            case 1 -> bytes[at + TYPE] = (byte) TYPES.charAt(random.nextInt(TYPES.length()));
            case 2 -> put(bytes, at, "../../".repeat(random.nextInt(1, 12)) + "a.png");
            case 3 -> bytes[at + SIZE] = (byte) (0x80 | random.nextInt(128)); // a size in base 256
            default -> bytes[at + random.nextInt(BLOCK)] = (byte) random.nextInt(256);
        }
        sign(bytes, at);
        return bytes;
    }

    private static String octal(long size) {
        return String.format(Locale.ROOT, "%011o", size);
    }

    private static void put(byte[] bytes, int at, String text) {
        byte[] written = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(written, 0, bytes, at, written.length);
    }

    private static void sign(byte[] bytes, int at) {
        Arrays.fill(bytes, at + CHECKSUM, at + CHECKSUM + CHECKSUM_LENGTH, (byte) ' ');
        long sum = 0;
        for (int i = at; i < at + BLOCK; i++) {
            sum += bytes[i] & 0xFF;
        }
        put(bytes, at + CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", sum));
    }

    private static byte[] moved(byte[] bytes, SplittableRandom random) {
        int blocks = bytes.length / BLOCK;
        if (blocks < 2) {
            return bytes;
        }
        int from = random.nextInt(blocks) * BLOCK;
        int to = random.nextInt(blocks) * BLOCK;
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, from + random.nextInt(BLOCK));
        }
        System.arraycopy(bytes.clone(), from, bytes, to, BLOCK);
        return bytes;
    }
}
