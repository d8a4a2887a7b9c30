package dev.pixio.dicom.part10;

import dev.pixio.image.format.ImageReadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the frames of a file are. */
final class FrameBytes {

    private static final int ITEM = 0xFFFEE000;
    private static final int SEQUENCE_END = 0xFFFEE0DD;
    private static final int MOST_FRAGMENTS = 1 << 22;

    private final ImageAttributes image;
    private final long pixels;
    private final List<Fragment> fragments; // empty if frames are not compressed
    private final int[] firstOf; // the first fragment of each frame, and the number of fragments

    /** Bytes of a compressed frame, or of a part of one. */
    private record Fragment(long at, long length) {}

    private FrameBytes(ImageAttributes image, long pixels, List<Fragment> fragments, int... firstOf) {
        this.image = image;
        this.pixels = pixels;
        this.fragments = fragments;
        this.firstOf = firstOf;
    }

    static FrameBytes of(FileBytes file, ImageAttributes image, DataSetReader.Result found) throws ImageReadException {
        boolean compressed = image.syntax().codec() != TransferSyntax.Codec.NONE;
        if (compressed != found.length() < 0) {
            throw new ImageReadException("damaged DICOM: pixel data of the transfer syntax "
                    + image.syntax().title() + (compressed ? " must be" : " cannot be") + " in fragments");
        }
        if (compressed) {
            return ofFragments(file, image, found.pixels());
        }
        long needed = (image.frameBits() * image.frames() + 7) / 8;
        long there = Math.min(found.length(), file.size() - found.pixels());
        if (there < needed) {
            throw new ImageReadException(String.format(
                    Locale.ROOT,
                    "truncated DICOM: %,d frame%s of %d x %d pixels need %,d bytes, and the pixel data have %,d",
                    image.frames(),
                    image.frames() == 1 ? "" : "s",
                    image.columns(),
                    image.rows(),
                    needed,
                    there));
        }
        return new FrameBytes(image, found.pixels(), List.of());
    }

    private static FrameBytes ofFragments(FileBytes file, ImageAttributes image, long start) throws ImageReadException {
        Fragment table = item(file, start);
        List<Fragment> fragments = new ArrayList<>();
        long at = table.at + table.length;
        while (tag(file, at) != SEQUENCE_END) {
            Fragment fragment = item(file, at);
            fragments.add(fragment);
            if (fragments.size() > MOST_FRAGMENTS) {
                throw new ImageReadException("its pixel data have more than " + MOST_FRAGMENTS + " fragments");
            }
            at = fragment.at + fragment.length;
        }
        if (image.frames() == 1 && !fragments.isEmpty()) {
            return new FrameBytes(image, start, fragments, 0, fragments.size());
        }
        if (fragments.size() == image.frames()) {
            int[] each = new int[fragments.size() + 1];
            for (int i = 0; i < each.length; i++) {
                each[i] = i;
            }
            return new FrameBytes(image, start, fragments, each);
        }
        return new FrameBytes(image, start, fragments, offsets(file, image, table, fragments));
    }

    private static int[] offsets(FileBytes file, ImageAttributes image, Fragment table, List<Fragment> fragments)
            throws ImageReadException {
        if (table.length != 4L * image.frames() || fragments.isEmpty()) {
            throw new ImageReadException("damaged DICOM: " + fragments.size() + " fragments are not those of "
                    + image.frames() + " frames, and there is no table of their places");
        }
        int[] first = new int[image.frames() + 1];
        long origin = fragments.get(0).at - 8;
        int fragment = 0;
        for (int frame = 0; frame < image.frames(); frame++) {
            long wanted = origin + file.unsignedInt(table.at + 4L * frame);
            while (fragment < fragments.size() && fragments.get(fragment).at - 8 < wanted) {
                fragment++;
            }
            boolean found = fragment < fragments.size() && fragments.get(fragment).at - 8 == wanted;
            if (!found || (frame > 0 && first[frame - 1] >= fragment)) {
                throw new ImageReadException("damaged DICOM: frame " + frame + " does not begin with a fragment");
            }
            first[frame] = fragment;
        }
        first[image.frames()] = fragments.size();
        return first;
    }

    private static int tag(FileBytes file, long at) throws ImageReadException {
        if (at >= file.size()) {
            throw new ImageReadException("truncated DICOM: its pixel data have no end");
        }
        return (file.unsignedShort(at) << 16) | file.unsignedShort(at + 2);
    }

    private static Fragment item(FileBytes file, long at) throws ImageReadException {
        int tag = tag(file, at);
        long length = file.unsignedInt(at + 4);
        if (tag != ITEM) {
            throw new ImageReadException("damaged DICOM: there is no fragment at byte " + at);
        }
        if (length > file.size() - at - 8) {
            throw new ImageReadException("truncated DICOM: a fragment has " + length + " bytes, and "
                    + Math.max(0, file.size() - at - 8) + " follow");
        }
        return new Fragment(at + 8, length);
    }

    /**
     * Reads a frame.
     *
     * @param maxBytes of it
     */
    byte[] read(FileBytes file, int frame, long maxBytes) throws ImageReadException {
        if (frame < 0 || frame >= image.frames()) {
            throw new ImageReadException(
                    String.format(Locale.ROOT, "it has %,d frames, and no frame %,d", image.frames(), frame + 1));
        }
        if (fragments.isEmpty()) {
            long firstBit = image.frameBits() * frame; // whole bytes unless bits are allocated
            long at = firstBit / 8;
            long end = (firstBit + image.frameBits() + 7) / 8;
            return shifted(file.read(pixels + at, length(end - at, maxBytes)), (int) (firstBit % 8));
        }
        long length = 0;
        for (int i = firstOf[frame]; i < firstOf[frame + 1]; i++) {
            length += fragments.get(i).length;
        }
        byte[] bytes = new byte[length(length, maxBytes)];
        int filled = 0;
        for (int i = firstOf[frame]; i < firstOf[frame + 1]; i++) {
            byte[] part = file.read(fragments.get(i).at, (int) fragments.get(i).length);
            System.arraycopy(part, 0, bytes, filled, part.length);
            filled += part.length;
        }
        return bytes;
    }

    private static int length(long length, long maxBytes) throws ImageReadException {
        if (length > maxBytes) {
            throw new ImageReadException(
                    String.format(Locale.ROOT, "a frame of %,d bytes exceeds the limit of %,d", length, maxBytes));
        }
        return (int) length;
    }

    /** Bits from a bit of the first byte on. */
    private static byte[] shifted(byte[] bytes, int bit) {
        if (bit == 0) {
            return bytes;
        }
        byte[] moved = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            int next = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
            moved[i] = (byte) (((bytes[i] & 0xFF) | (next << 8)) >> bit);
        }
        return moved;
    }
}
