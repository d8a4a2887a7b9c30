package dev.pixio.dicom.part10;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.OneLine;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a file says of its frames.
 *
 * @param syntax encoding of the frames
 * @param rows height in pixels
 * @param columns width in pixels
 * @param samples numbers per pixel, 1 or 3
 * @param bitsAllocated of a number: 1, 8, 16 or 32
 * @param bitsStored of a number, at most those allocated
 * @param signed whether numbers are in two's complement
 * @param planar whether all numbers of a colour come together
 * @param photometric such as {@code MONOCHROME2}
 * @param frames their number
 * @param slope of the rescaling
 * @param intercept of the rescaling
 * @param centre of the stored window
 * @param width of the stored window
 * @param function of the window: {@code LINEAR}, {@code LINEAR_EXACT} or {@code SIGMOID}
 * @param padding number of pixels that are no image
 * @param palette tables of red, green and blue; empty if there are none
 * @param bigEndian whether numbers begin with their highest byte
 */
public record ImageAttributes(
        TransferSyntax syntax,
        int rows,
        int columns,
        int samples,
        int bitsAllocated,
        int bitsStored,
        boolean signed,
        boolean planar,
        String photometric,
        int frames,
        double slope,
        double intercept,
        OptionalDouble centre,
        OptionalDouble width,
        String function,
        OptionalInt padding,
        List<PaletteTable> palette,
        boolean bigEndian) {

    private static final int MOST_FRAMES = 1 << 24;
    private static final List<Integer> BITS = List.of(1, 8, 16, 32);

    static ImageAttributes of(DataSetReader.Result file, long maxPixels) throws ImageReadException {
        Attributes tags = file.attributes();
        int rows = tags.required(0x00280010, "number of rows");
        int columns = tags.required(0x00280011, "number of columns");
        require(rows > 0 && columns > 0, rows + " rows and " + columns + " columns have no pixels");
        if (columns > maxPixels / rows) {
            throw new ImageReadException(
                    String.format(Locale.ROOT, "%d x %d pixels exceed the limit of %,d", columns, rows, maxPixels));
        }
        int samples = tags.number(0x00280002).orElse(1);
        require(samples == 1 || samples == 3, samples + " samples per pixel are not read, only 1 and 3");
        int allocated = tags.required(0x00280100, "number of allocated bits");
        int stored = tags.number(0x00280101).orElse(allocated);
        int high = tags.number(0x00280102).orElse(stored - 1);
        require(BITS.contains(allocated), allocated + " allocated bits are not read, only 1, 8, 16 and 32");
        require(
                stored >= 1 && stored <= allocated && high == stored - 1,
                stored + " stored bits up to bit " + high + " of " + allocated + " are not read");
        boolean signed = tags.number(0x00280103).orElse(0) == 1;
        require(stored < 32 || signed, "unsigned values of 32 bits are not read");
        Optional<Integer> padding = tags.number(0x00280120);
        return new ImageAttributes(
                file.syntax(),
                rows,
                columns,
                samples,
                allocated,
                stored,
                signed,
                tags.number(0x00280006).orElse(0) == 1,
                tags.text(0x00280004),
                frames(tags.text(0x00280008)),
                tags.decimal(0x00281053).orElse(1),
                tags.decimal(0x00281052).orElse(0),
                tags.decimal(0x00281050),
                tags.decimal(0x00281051),
                tags.text(0x00281056),
                padding.isPresent()
                        ? OptionalInt.of(signed ? (short) (int) padding.get() : padding.get())
                        : OptionalInt.empty(),
                PaletteTable.all(tags, signed),
                file.syntax() == TransferSyntax.BIG_ENDIAN);
    }

    private static int frames(String text) throws ImageReadException {
        if (text.isEmpty()) {
            return 1;
        }
        require(text.matches("\\+?\\d{1,9}"), "the number of frames is '" + OneLine.of(text, 20) + "'");
        int frames = Integer.parseInt(text);
        require(frames >= 1 && frames <= MOST_FRAMES, frames + " frames are not read, only 1 to " + MOST_FRAMES);
        return frames;
    }

    private static void require(boolean holds, String otherwise) throws ImageReadException {
        if (!holds) {
            throw new ImageReadException(otherwise);
        }
    }

    /** Whether two pixels of a row share their colour, as uncompressed {@code YBR_FULL_422} has it. */
    public boolean sharesColour() {
        return samples == 3 && photometric.equals("YBR_FULL_422") && syntax.codec() == TransferSyntax.Codec.NONE;
    }

    /** Bits of an uncompressed frame. */
    public long frameBits() {
        long pixels = (long) rows * columns;
        return sharesColour() ? pixels * 2 * bitsAllocated : pixels * samples * bitsAllocated;
    }
}
