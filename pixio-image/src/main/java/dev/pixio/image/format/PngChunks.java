package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32;

/** Reads the size of a PNG file (ISO/IEC 15948) and removes chunks that decoding does not need. */
public final class PngChunks {

    private static final int SIGNATURE_BYTES = 8;
    private static final int CHUNK_BYTES = 12; // length, type and checksum around the data

    private static final int HEADER = 0x49484452; // IHDR
    private static final int PALETTE = 0x504c5445; // PLTE
    private static final int DATA = 0x49444154; // IDAT
    private static final int END = 0x49454e44; // IEND
    private static final int EXIF = 0x65584966; // eXIf

    private static final int COLOR_PALETTE = 3;

    private static final byte[] END_CHUNK = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};

    private PngChunks() {}

    /** The last chunk, which some writers omit, if a file does not end with it; libpng requires it. */
    public static byte[] missingEnd(ByteBuffer file, int length) {
        return length >= CHUNK_BYTES && file.getInt(length - CHUNK_BYTES + 4) == END ? new byte[0] : END_CHUNK.clone();
    }

    static ImageHeader header(ByteBuffer file) throws ImageReadException {
        if (file.getInt(12) != HEADER) {
            throw new ImageReadException("damaged PNG: does not start with IHDR");
        }
        return new ImageHeader(
                ImageFormat.PNG, Integer.toUnsignedLong(file.getInt(16)), Integer.toUnsignedLong(file.getInt(20)));
    }

    /**
     * Checks the chunks that are needed to decode the pixels and removes all others: colour profiles, texts, further
     * frames, transparency (which is dropped, see {@code ImageDecoder}), and the orientation, which is applied apart.
     *
     * @param file a PNG file with a header; changed in place
     * @return the new length in bytes
     */
    public static int keepPixels(ByteBuffer file) throws ImageReadException {
        int kept = SIGNATURE_BYTES;
        boolean palette = false;
        boolean data = false;
        for (int at = SIGNATURE_BYTES; ; ) {
            if (at + CHUNK_BYTES > file.limit()) {
                // Some writers omit the last chunk; the decoder checks whether all rows are present.
                return data ? kept : truncated(file);
            }
            long length = Integer.toUnsignedLong(file.getInt(at));
            int type = file.getInt(at + 4);
            if (at + CHUNK_BYTES + length > file.limit()) {
                return truncated(file);
            }
            int bytes = (int) length + CHUNK_BYTES;
            if (type == DATA && !palette && file.get(25) == COLOR_PALETTE) {
                throw new ImageReadException("damaged PNG: no palette before the pixels");
            }
            if (type == HEADER || type == PALETTE || type == DATA || type == END || type == EXIF) {
                requireChecksum(file, at, bytes);
            }
            if (type == HEADER || type == PALETTE || type == DATA || type == END) {
                file.put(kept, file, at, bytes);
                kept += bytes;
            }
            palette |= type == PALETTE;
            data |= type == DATA;
            if (type == END) {
                if (!data) {
                    throw new ImageReadException("damaged PNG: no pixels found");
                }
                return kept;
            }
            at += bytes;
        }
    }

    private static int truncated(ByteBuffer file) throws ImageReadException {
        throw new ImageReadException(String.format(Locale.ROOT, "truncated PNG: ends after %,d bytes", file.limit()));
    }

    private static void requireChecksum(ByteBuffer file, int chunk, int bytes) throws ImageReadException {
        CRC32 sum = new CRC32();
        sum.update(file.slice(chunk + 4, bytes - 8)); // type and data
        if ((int) sum.getValue() != file.getInt(chunk + bytes - 4)) {
            throw new ImageReadException("damaged PNG: a checksum is wrong");
        }
    }
}
