package dev.pixio.cli.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Writes TIFF files of 16 bits without compression. */
final class Tiffs {

    private static final int ENTRIES = 10;
    private static final int DATA = 8 + 2 + 12 * ENTRIES + 4;

    private Tiffs() {}

    /** Images whose channels are weighted sums of the same smooth pattern. */
    static void write(Path folder, int count, int channels) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            Files.write(folder.resolve("image" + i + ".tif"), tiff(20, 24, channels, new Random(i)));
        }
    }

    private static byte[] tiff(int height, int width, int channels, Random random) {
        int bits = DATA + 2 * height * width * channels;
        ByteBuffer file = ByteBuffer.allocate(bits + 2 * channels).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) ENTRIES);
        entry(file, 256, 4, 1, width);
        entry(file, 257, 4, 1, height);
        entry(file, 258, 3, channels, channels > 2 ? bits : channels == 2 ? 16 << 16 | 16 : 16);
        entry(file, 259, 3, 1, 1); // no compression
        entry(file, 262, 3, 1, 1); // black is zero
        entry(file, 273, 4, 1, DATA);
        entry(file, 277, 3, 1, channels);
        entry(file, 278, 4, 1, height);
        entry(file, 279, 4, 1, bits - DATA);
        entry(file, 284, 3, 1, 1); // interleaved
        file.putInt(0);
        double phase = random.nextDouble(6);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    double wave = Math.sin(phase + x / 3.0 + channel) + Math.cos(phase + y / 4.0);
                    file.putShort((short) (10_000 + 2000 * wave + random.nextInt(100)));
                }
            }
        }
        for (int channel = 0; channel < channels; channel++) {
            file.putShort((short) 16);
        }
        return file.array();
    }

    private static void entry(ByteBuffer file, int field, int type, int count, int value) {
        file.putShort((short) field).putShort((short) type).putInt(count).putInt(value);
    }
}
