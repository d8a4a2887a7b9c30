package dev.pixio.bench.fuzz.mutation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Changes the content of a chunk of a PNG, or its pixels before compression, and keeps lengths and checksums correct. */
public final class PngMutator implements Mutator {

    private static final int SIGNATURE = 8;
    private static final int LARGEST = 1 << 20;

    private final Mutator content = new ByteMutator();

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        int chunks = chunks(seed);
        if (chunks == 0) {
            return content.mutate(seed, other, random);
        }
        int changed = random.nextInt(chunks);
        boolean twice = random.nextInt(8) == 0;
        ByteBuffer file = ByteBuffer.wrap(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(seed, 0, SIGNATURE);
        file.position(SIGNATURE);
        for (int chunk = 0; chunk < chunks; chunk++) {
            byte[] data = new byte[file.getInt()];
            byte[] type = new byte[4];
            file.get(type).get(data).getInt();
            if (chunk == changed) {
                data = changed(new String(type, StandardCharsets.ISO_8859_1), data, random);
            }
            for (int times = chunk == changed && twice ? 2 : 1; times > 0; times--) {
                write(type, data, out);
            }
        }
        return out.toByteArray();
    }

    /** Number of whole chunks; 0 for a file that is no PNG. */
    private static int chunks(byte[] png) {
        int count = 0;
        for (long at = SIGNATURE; at + 12 <= png.length; count++) {
            long length = ByteBuffer.wrap(png).getInt((int) at);
            if (length < 0 || at + 12 + length > png.length) {
                break;
            }
            at += 12 + length;
        }
        return count;
    }

    private byte[] changed(String type, byte[] data, SplittableRandom random) {
        if (!type.equals("IDAT") || random.nextBoolean()) {
            return content.mutate(data, data, random);
        }
        byte[] rows = inflated(data);
        return deflated(content.mutate(rows, rows, random));
    }

    private static byte[] inflated(byte[] data) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data);
            byte[] rows = new byte[LARGEST];
            byte[] whole = new byte[inflater.inflate(rows)];
            System.arraycopy(rows, 0, whole, 0, whole.length);
            return whole;
        } catch (DataFormatException e) {
            return data;
        } finally {
            inflater.end();
        }
    }

    private static byte[] deflated(byte[] rows) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(rows);
            deflater.finish();
            byte[] buffer = new byte[rows.length + 1024];
            byte[] data = new byte[deflater.deflate(buffer)];
            System.arraycopy(buffer, 0, data, 0, data.length);
            return data;
        } finally {
            deflater.end();
        }
    }

    private static void write(byte[] type, byte[] data, ByteArrayOutputStream out) {
        CRC32 checksum = new CRC32();
        checksum.update(type);
        checksum.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(type);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}
