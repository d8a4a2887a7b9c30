package dev.pixio.image;

import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageHeader;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.Orientation;
import dev.pixio.image.format.PngChunks;
import dev.pixio.image.format.PnmHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes image files: JPEG, PNG, WebP, BMP, TIFF, PNM and GIF, detected by content and not by name. The pixels equal those
 * of Pillow's {@code convert("RGB")}, within one grey level where colours are converted:
 *
 * <ul>
 *   <li>the EXIF orientation is applied, also that of a PNG's "Raw profile type exif", or else the one in XMP;
 *   <li>grey and palette images become RGB; alpha is dropped and the colours under it are retained;
 *   <li>16-bit values keep their upper byte (Pillow clips grey ones at 255), CMYK is read as Adobe writes it;
 *   <li>only the first frame or page is decoded; colour profiles are not applied.
 * </ul>
 *
 * <p>Files are untrusted input: format, file size and number of pixels are checked before memory is allocated.
 * Thread-safe.
 *
 * @param maxPixels largest permitted number of pixels
 * @param maxFileBytes largest permitted file size in bytes
 */
public record ImageDecoder(long maxPixels, long maxFileBytes) {

    /** 300 MB decoded: more than the images of cameras, less than the memory of a machine. */
    public static final long DEFAULT_MAX_PIXELS = 100_000_000;

    /** 512 MiB. */
    public static final long DEFAULT_MAX_FILE_BYTES = 512L << 20;

    static {
        OpenCv.start();
    }

    public ImageDecoder {
        if (maxPixels < 1 || maxFileBytes < 1 || maxFileBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("limits of " + maxPixels + " pixels and " + maxFileBytes
                    + " bytes: both must be positive, and a file at most 2 GiB");
        }
    }

    /** A decoder with the default limits. */
    public static ImageDecoder withDefaults() {
        return new ImageDecoder(DEFAULT_MAX_PIXELS, DEFAULT_MAX_FILE_BYTES);
    }

    /**
     * Reads and decodes a file. The caller closes the image.
     *
     * @throws ImageReadException in one line without the file name: the file cannot be read, is not an image, is truncated
     *     or damaged, or exceeds a limit
     */
    public RgbImage read(Path file) throws ImageReadException {
        return read(file, reduction -> false);
    }

    /**
     * Reads and decodes a file, at reduced size where that is acceptable; only JPEG supports it. The caller closes the
     * image.
     *
     * @param acceptable whether a reduction may be used; called from the largest reduction to the smallest
     * @throws ImageReadException as {@link #read(Path)}
     */
    public RgbImage read(Path file, Predicate<Reduction> acceptable) throws ImageReadException {
        try (PointerScope scope = new PointerScope()) {
            return decode(load(file), acceptable);
        } catch (OutOfMemoryError e) {
            throw ImageReadException.outOfMemory(e);
        }
    }

    /**
     * Decodes a file that is already in memory. The caller closes the image.
     *
     * @param file all bytes of the file, not modified
     * @throws ImageReadException as {@link #read(Path)}
     */
    public RgbImage decode(byte[] file) throws ImageReadException {
        return decode(file, reduction -> false);
    }

    /** As {@link #read(Path, Predicate)}, for a file that is already in memory. */
    public RgbImage decode(byte[] file, Predicate<Reduction> acceptable) throws ImageReadException {
        ImageFormat.of(ByteBuffer.wrap(file));
        try (PointerScope scope = new PointerScope()) {
            return decode(new BytePointer(file), acceptable);
        } catch (OutOfMemoryError e) {
            throw ImageReadException.outOfMemory(e);
        }
    }

    /** The format of a file by its content; reads only the first bytes. */
    public static ImageFormat format(Path file) throws ImageReadException {
        try (FileChannel channel = open(file)) {
            return format(channel);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * All bytes of an image file; of other files only the first bytes are read.
     *
     * @throws ImageReadException as {@link #read(Path)}
     */
    public byte[] bytes(Path file) throws ImageReadException {
        try (FileChannel channel = open(file)) {
            requireSize(channel);
            ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
            read(channel, buffer);
            return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
        } catch (IOException e) {
            throw unreadable(e);
        } catch (OutOfMemoryError e) {
            throw ImageReadException.outOfMemory(e);
        }
    }

    private void requireSize(FileChannel channel) throws IOException {
        format(channel);
        if (channel.size() > maxFileBytes) {
            throw new ImageReadException(String.format(
                    Locale.ROOT, "a file of %,d bytes exceeds the limit of %,d", channel.size(), maxFileBytes));
        }
    }

    /** A read may return fewer bytes, and a file may be truncated while it is read. */
    private static void read(FileChannel channel, ByteBuffer buffer) throws IOException {
        for (int read = 0; read >= 0 && buffer.hasRemaining(); ) {
            read = channel.read(buffer);
        }
    }

    /** The bytes of an image file; of other files only the first bytes are read. */
    private BytePointer load(Path file) throws ImageReadException {
        try (FileChannel channel = open(file)) {
            requireSize(channel);
            BytePointer bytes = new BytePointer(channel.size());
            ByteBuffer buffer = bytes.asByteBuffer();
            read(channel, buffer);
            return bytes.limit(buffer.position());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        // Opening a pipe would block until another process writes to it.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ImageReadException("not a regular file");
        }
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static ImageFormat format(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(ImageFormat.PROBE_BYTES);
        channel.read(start, 0);
        return ImageFormat.of(start.flip());
    }

    private static ImageReadException unreadable(IOException reason) {
        if (reason instanceof ImageReadException known) {
            return known;
        }
        if (reason instanceof NoSuchFileException) {
            return ImageReadException.notReached("no such file", reason);
        }
        if (reason instanceof AccessDeniedException) {
            return ImageReadException.notReached("no permission to read the file", reason);
        }
        return ImageReadException.notReached("cannot be read: " + reason.getMessage(), reason);
    }

    private RgbImage decode(BytePointer bytes, Predicate<Reduction> acceptable) throws ImageReadException {
        ByteBuffer file = view(bytes);
        ImageHeader header = ImageHeader.of(file);
        if (header.width() > maxPixels / header.height()) {
            throw new ImageReadException(String.format(
                    Locale.ROOT, "%d x %d pixels exceed the limit of %,d", header.width(), header.height(), maxPixels));
        }
        try {
            int orientation = Orientation.of(file, header.format());
            return switch (header.format()) {
                case JPEG ->
                    JpegPixels.of(bytes, file, JpegReduction.largest(orientation, header, acceptable), orientation);
                case PNG -> upright(png(bytes, file), orientation);
                case TIFF ->
                    upright(TiffPixels.of(file, header, () -> plain(bytes, file, ImageFormat.TIFF)), orientation);
                case PNM -> upright(pnm(bytes, file), orientation);
                case BMP -> upright(bmp(bytes, file, header), orientation);
                case GIF -> upright(GifPixels.of(file), orientation);
                case WEBP -> upright(plain(bytes, file, ImageFormat.WEBP), orientation);
            };
        } catch (RuntimeException e) {
            throw OpenCv.isOutOfMemory(e)
                    ? ImageReadException.outOfMemory(e)
                    : new ImageReadException("damaged " + header.format().title(), e);
        }
    }

    private static RgbImage upright(Mat stored, int orientation) {
        return RgbImage.ofMat(Upright.of(stored, orientation));
    }

    private static Mat encoded(BytePointer bytes, int length) {
        return new Mat(1, length, opencv_core.CV_8UC1, bytes);
    }

    /** Decoded by OpenCV as it is. */
    private static Mat plain(BytePointer bytes, ByteBuffer file, ImageFormat format) throws ImageReadException {
        return DecodedMat.color(encoded(bytes, file.limit()), 1).required(format, file);
    }

    private static Mat bmp(BytePointer bytes, ByteBuffer file, ImageHeader header) throws ImageReadException {
        return BmpBitFields.supports(file)
                ? BmpBitFields.of(file, (int) header.width(), (int) header.height())
                : plain(bytes, file, ImageFormat.BMP);
    }

    private static Mat pnm(BytePointer bytes, ByteBuffer file) throws ImageReadException {
        PnmHeader header = PnmHeader.of(file);
        return PnmPixels.isForOpenCv(header) ? plain(bytes, file, ImageFormat.PNM) : PnmPixels.of(file, header);
    }

    private static Mat png(BytePointer bytes, ByteBuffer file) throws ImageReadException {
        int kept = PngChunks.keepPixels(file);
        byte[] end = PngChunks.missingEnd(file, kept);
        BytePointer whole = bytes;
        if (end.length > 0) {
            whole = new BytePointer((long) kept + end.length);
            whole.asByteBuffer().put(0, file, 0, kept).put(kept, end);
        }
        return DecodedMat.color(encoded(whole, kept + end.length), 1).required(ImageFormat.PNG, file);
    }

    /** Big-endian, as in JPEG and PNG; the readers of formats with another byte order set it themselves. */
    private static ByteBuffer view(BytePointer bytes) {
        return bytes.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    }
}
