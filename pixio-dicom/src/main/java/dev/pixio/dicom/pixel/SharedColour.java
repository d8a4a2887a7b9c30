package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.format.ImageReadException;

/** Uncompressed {@code YBR_FULL_422}: two brightnesses, then the colour that both pixels have. */
final class SharedColour {

    private SharedColour() {}

    static int[][] planes(ImageAttributes image, byte[] frame) throws ImageReadException {
        if (image.bitsAllocated() != 8 || image.columns() % 2 != 0) {
            throw new ImageReadException("YBR_FULL_422 is read with 8 bits and an even number of columns, not with "
                    + image.bitsAllocated() + " bits and " + image.columns() + " columns");
        }
        int pixels = image.rows() * image.columns();
        int[][] planes = new int[3][pixels];
        for (int i = 0; i < pixels; i++) {
            int pair = 4 * (i / 2);
            planes[0][i] = frame[pair + i % 2] & 0xFF;
            planes[1][i] = frame[pair + 2] & 0xFF;
            planes[2][i] = frame[pair + 3] & 0xFF;
        }
        return planes;
    }
}
