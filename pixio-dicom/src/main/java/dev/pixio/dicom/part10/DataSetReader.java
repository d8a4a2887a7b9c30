package dev.pixio.dicom.part10;

import dev.pixio.image.format.ImageReadException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Walks through the elements of a file up to its pixel data. Each step advances by at least eight bytes. */
final class DataSetReader {

    static final int SYNTAX = 0x00020010;
    private static final int PIXELS = 0x7FE00010;
    private static final int FLOATS = 0x7FE00008;
    private static final int DOUBLES = 0x7FE00009;
    private static final int ITEM = 0xFFFEE000;
    private static final int ITEM_END = 0xFFFEE00D;
    private static final int SEQUENCE_END = 0xFFFEE0DD;
    private static final long UNDEFINED = 0xFFFFFFFFL;

    private static final int PREAMBLE = 128;
    private static final int DEEPEST = 64;
    private static final int MOST_ELEMENTS = 1 << 20;

    /** Of the values that are kept: a table of colours has at most 65,536 entries of two bytes. */
    private static final int LONGEST_VALUE = 1 << 17;

    private static final Set<String> LONG_VALUES =
            Set.of("OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UC", "UR", "UT", "UN", "SV", "UV");

    private final FileBytes file;
    private final Attributes attributes = new Attributes();
    private boolean explicit = true;
    private int elements;

    /**
     * An element without its value.
     *
     * @param value place of the value
     * @param length of the value, {@link #UNDEFINED} if items end it
     * @param unknown whether it has no type, and so its items are without types
     */
    private record Element(int tag, long value, long length, boolean unknown) {}

    /**
     * What a file has.
     *
     * @param pixels place of the pixel data
     * @param length of it, -1 if it is in fragments
     */
    record Result(TransferSyntax syntax, Attributes attributes, long pixels, long length) {}

    DataSetReader(FileBytes file) {
        this.file = file;
    }

    /** Whether a file begins as DICOM. */
    static boolean isDicom(FileBytes file) throws ImageReadException {
        return file.size() >= PREAMBLE + 4
                && new String(file.read(PREAMBLE, 4), StandardCharsets.ISO_8859_1).equals("DICM");
    }

    Result read() throws ImageReadException {
        if (!isDicom(file)) {
            throw new ImageReadException("not DICOM: 'DICM' is missing at byte 128");
        }
        long at = PREAMBLE + 4L;
        while (at < file.size() && file.unsignedShort(at) == 0x0002) {
            at = keep(element(at));
        }
        TransferSyntax syntax = TransferSyntax.of(attributes.text(SYNTAX));
        explicit = syntax != TransferSyntax.IMPLICIT && (at + 8 > file.size() || hasType(at)); // some are mislabelled
        ByteOrder order = syntax == TransferSyntax.BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        file.order(order);
        attributes.order(order);
        while (at < file.size()) {
            Element element = element(at);
            if (element.tag == PIXELS) {
                boolean fragments = element.length == UNDEFINED;
                return new Result(syntax, attributes, element.value, fragments ? -1 : element.length);
            }
            if (element.tag == FLOATS || element.tag == DOUBLES) {
                throw new ImageReadException("pixel data in floating point are not read");
            }
            at = keep(element);
        }
        throw new ImageReadException("not an image: it has no pixel data");
    }

    private Element element(long at) throws ImageReadException {
        if (++elements > MOST_ELEMENTS) {
            throw new ImageReadException("its header has more than " + MOST_ELEMENTS + " elements");
        }
        int tag = (file.unsignedShort(at) << 16) | file.unsignedShort(at + 2);
        if (tag == ITEM || tag == ITEM_END || tag == SEQUENCE_END || !explicit) {
            return new Element(tag, at + 8, file.unsignedInt(at + 4), false);
        }
        String type = type(at);
        if (LONG_VALUES.contains(type)) {
            return new Element(tag, at + 12, file.unsignedInt(at + 8), type.equals("UN"));
        }
        if (!hasType(at)) {
            throw new ImageReadException("damaged DICOM: the element " + name(tag) + " at byte " + at + " has no type");
        }
        return new Element(tag, at + 8, file.unsignedShort(at + 6), false);
    }

    private String type(long at) throws ImageReadException {
        int letters = file.letters(at + 4);
        return "" + (char) (letters >> 8) + (char) (letters & 0xFF);
    }

    private boolean hasType(long at) throws ImageReadException {
        int letters = file.letters(at + 4);
        return isLetter(letters >> 8) && isLetter(letters & 0xFF);
    }

    private static boolean isLetter(int character) {
        return character >= 'A' && character <= 'Z';
    }

    /** Keeps the value of an element that describes the image; returns where the next element is. */
    private long keep(Element element) throws ImageReadException {
        if (element.length == UNDEFINED) {
            return afterItems(element);
        }
        long end = end(element);
        boolean wanted = element.tag >>> 16 == 0x0028 || element.tag == SYNTAX;
        if (wanted && element.length <= LONGEST_VALUE) {
            attributes.put(element.tag, file.read(element.value, (int) element.length));
        }
        return end;
    }

    private long end(Element element) throws ImageReadException {
        if (element.length > file.size() - element.value) {
            throw new ImageReadException("truncated DICOM: the element " + name(element.tag) + " has " + element.length
                    + " bytes, and " + Math.max(0, file.size() - element.value) + " follow");
        }
        return element.value + element.length;
    }

    /** The place after a sequence of undefined length, whose items may have sequences of their own. */
    private long afterItems(Element sequence) throws ImageReadException {
        boolean before = explicit;
        int untyped = sequence.unknown ? 0 : -1; // depth at which elements without types began
        explicit = before && !sequence.unknown;
        int depth = 1;
        long at = sequence.value;
        while (depth > 0) {
            if (at >= file.size()) {
                throw new ImageReadException("truncated DICOM: the sequence " + name(sequence.tag) + " has no end");
            }
            Element element = element(at);
            boolean opens = element.length == UNDEFINED;
            if (element.tag == ITEM_END || element.tag == SEQUENCE_END) {
                depth--;
                at = element.value;
                if (depth == untyped) {
                    explicit = before;
                    untyped = -1;
                }
            } else if (opens) {
                if (element.unknown && untyped < 0) {
                    untyped = depth;
                    explicit = false;
                }
                depth++;
                at = element.value;
            } else {
                at = end(element);
            }
            if (depth > DEEPEST) {
                throw new ImageReadException("its sequences are nested more than " + DEEPEST + " deep");
            }
        }
        explicit = before;
        return at;
    }

    /** A tag as it is written: {@code (0028,0010)}. */
    static String name(int tag) {
        return String.format(Locale.ROOT, "(%04X,%04X)", tag >>> 16, tag & 0xFFFF);
    }
}
