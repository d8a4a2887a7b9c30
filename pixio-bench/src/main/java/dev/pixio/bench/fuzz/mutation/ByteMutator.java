package dev.pixio.bench.fuzz.mutation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes bytes without knowledge of the format: flips, insertions, deletions, repetitions, splices, numbers that lie. */
public final class ByteMutator implements Mutator {

    private static final int MOST_CHANGES = 4;
    private static final int LONGEST_INSERTION = 64;
    private static final int MOST_REPETITIONS = 1 << 14;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        65535,
        65536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xFFFFFFFFL,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 40,
        100_000_000
    };

    /** The start and the end of a file have the sizes and offsets; they are changed as often as all the rest. */
    private static final int EDGE = 128;

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        byte[] bytes = seed.clone();
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            bytes = changed(bytes, other, random);
        }
        return bytes;
    }

    private static byte[] changed(byte[] bytes, byte[] other, SplittableRandom random) {
        if (bytes.length == 0) {
            return other.clone();
        }
        int at = position(bytes.length, random);
        int end = at + random.nextInt(Math.min(bytes.length - at, LONGEST_INSERTION) + 1);
        switch (random.nextInt(9)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> putNumber(bytes, at, random);
            case 4 -> {
                return joined(bytes, at, random(random), at);
            }
            case 5 -> {
                return joined(bytes, at, new byte[0], end);
            }
            case 6 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 7 -> {
                return repeated(bytes, at, end, random);
            }
            default -> {
                int from = random.nextInt(other.length + 1);
                return joined(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
            }
        }
        return bytes;
    }

    private static int position(int length, SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(Math.min(length, EDGE));
            case 1 -> length - 1 - random.nextInt(Math.min(length, EDGE));
            default -> random.nextInt(length);
        };
    }

    private static void putNumber(byte[] bytes, int at, SplittableRandom random) {
        int size = 1 << random.nextInt(4);
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES)
                .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .putLong(0, NUMBERS[random.nextInt(NUMBERS.length)]);
        int from = number.order() == ByteOrder.LITTLE_ENDIAN ? 0 : Long.BYTES - size;
        System.arraycopy(number.array(), from, bytes, at, Math.min(size, bytes.length - at));
    }

    private static byte[] random(SplittableRandom random) {
        byte[] inserted = new byte[1 + random.nextInt(LONGEST_INSERTION)];
        random.nextBytes(inserted);
        return inserted;
    }

    private static byte[] repeated(byte[] bytes, int from, int to, SplittableRandom random) {
        int times = Math.min(1 << random.nextInt(15), MOST_REPETITIONS / Math.max(1, to - from));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, to);
        for (int i = 0; i < times; i++) {
            out.write(bytes, from, to - from);
        }
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /** The first bytes, other bytes, and the last bytes. */
    private static byte[] joined(byte[] bytes, int until, byte[] middle, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, until);
        out.writeBytes(middle);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }
}
