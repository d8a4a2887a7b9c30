package dev.pixio.dicom.part10;

import dev.pixio.image.format.ImageReadException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of one colour.
 *
 * @param first the number of a pixel that has the first entry
 * @param entries 0 to 255
 */
@SuppressWarnings("ArrayRecordComponent") // up to 65,536 entries, looked up for each pixel
public record PaletteTable(int first, byte[] entries) {

    private static final int DESCRIPTORS = 0x00281101;
    private static final int TABLES = 0x00281201;

    /**
     * The tables of red, green and blue; empty if there are not three.
     *
     * @param signed whether pixels are, and with them the number of the first entry
     */
    static List<PaletteTable> all(Attributes tags, boolean signed) throws ImageReadException {
        List<PaletteTable> tables = new ArrayList<>();
        for (int colour = 0; colour < 3; colour++) {
            int[] descriptor = tags.numbers(DESCRIPTORS + colour);
            byte[] bytes = tags.bytes(TABLES + colour);
            if (descriptor.length != 3 || bytes.length == 0) {
                return List.of();
            }
            int first = signed ? (short) descriptor[1] : descriptor[1];
            tables.add(new PaletteTable(first, entries(descriptor, bytes, tags.numbers(TABLES + colour))));
        }
        return List.copyOf(tables);
    }

    private static byte[] entries(int[] descriptor, byte[] bytes, int[] words) throws ImageReadException {
        int count = descriptor[0] == 0 ? 1 << 16 : descriptor[0];
        boolean wide = words.length >= count;
        if (!wide && bytes.length < count) {
            throw new ImageReadException(
                    "damaged DICOM: a palette of " + count + " colours has " + bytes.length + " bytes");
        }
        byte[] entries = new byte[count];
        for (int i = 0; i < count; i++) {
            entries[i] = wide ? (byte) (descriptor[2] == 16 ? words[i] >> 8 : words[i]) : bytes[i];
        }
        return entries;
    }

    /** The entry of a pixel; pixels below and above the table have its first and last entry. */
    public byte of(int pixel) {
        return entries[Math.max(0, Math.min(entries.length - 1, pixel - first))];
    }
}
