package dev.pixio.image;

import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageHeader;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.JpegHeader;
import dev.pixio.image.format.PngChunks;
import dev.pixio.image.format.TiffHeader;
import dev.pixio.image.format.WebpChunks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes image files: JPEG, PNG, WebP, BMP, TIFF, PNM and GIF, told apart by content and not by name. The pixels are
 * those that Pillow's {@code convert("RGB")} gives, within one grey level where colours are converted:
 *
 * <ul>
 *   <li>upright: the EXIF orientation is applied;
 *   <li>grey and palette images become RGB, transparency is dropped and what is under it kept (but for GIF, where
 *       what is transparent becomes the background);
 *   <li>16-bit values keep their upper byte (Pillow cuts grey ones off at 255), CMYK is read as Adobe writes it;
 *   <li>of several frames or pages, the first; colour profiles are not applied.
 * </ul>
 *
 * <p>A file is not trusted: what it is, its size and its number of pixels are checked before memory is asked for.
 * Thread-safe.
 *
 * @param maxPixels images of more pixels are refused
 * @param maxFileBytes files of more bytes are refused
 */
public record ImageDecoder(long maxPixels, long maxFileBytes) {

    /** 300 MB decoded: more than any camera takes, less than a machine has. */
    public static final long DEFAULT_MAX_PIXELS = 100_000_000;

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
     * @throws ImageReadException in one line and without the file's name: it cannot be read, is not an image, is
     *     truncated, damaged, or over a limit
     */
    public RgbImage read(Path file) throws ImageReadException {
        return read(file, reduction -> false);
    }

    /**
     * Reads and decodes a file, perhaps smaller than it is; of what can be read, only JPEG gains by that. The caller
     * closes the image.
     *
     * @param acceptable whether a reduction may be used; asked from the largest to the smallest
     * @throws ImageReadException as {@link #read(Path)}
     */
    public RgbImage read(Path file, Predicate<Reduction> acceptable) throws ImageReadException {
        try (PointerScope scope = new PointerScope()) {
            return decode(load(file), acceptable);
        }
    }

    /**
     * Decodes a file that is already in memory. The caller closes the image.
     *
     * @param file all of its bytes, left as they are
     * @throws ImageReadException as {@link #read(Path)}
     */
    public RgbImage decode(byte[] file) throws ImageReadException {
        return decode(file, reduction -> false);
    }

    /** As {@link #read(Path, Predicate)}, of a file that is already in memory. */
    public RgbImage decode(byte[] file, Predicate<Reduction> acceptable) throws ImageReadException {
        ImageFormat.of(ByteBuffer.wrap(file));
        try (PointerScope scope = new PointerScope()) {
            return decode(new BytePointer(file), acceptable);
        }
    }

    /** What a file is by its content, with no more of it read than that takes. */
    public static ImageFormat format(Path file) throws ImageReadException {
        try (FileChannel channel = open(file)) {
            return format(channel);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The bytes of an image file; of another file no more is read than it takes to see that it is none. */
    private BytePointer load(Path file) throws ImageReadException {
        try (FileChannel channel = open(file)) {
            format(channel);
            if (channel.size() > maxFileBytes) {
                throw new ImageReadException(String.format(
                        Locale.ROOT,
                        "a file of %,d bytes is more than the limit of %,d",
                        channel.size(),
                        maxFileBytes));
            }
            BytePointer bytes = new BytePointer(channel.size());
            ByteBuffer buffer = bytes.asByteBuffer();
            // A read may stop short, and a file may be cut while it is read.
            for (int read = 0; read >= 0 && buffer.hasRemaining(); ) {
                read = channel.read(buffer);
            }
            return bytes.limit(buffer.position());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        // A pipe would keep us waiting for someone to write to it.
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
            return new ImageReadException("no such file", reason);
        }
        if (reason instanceof AccessDeniedException) {
            return new ImageReadException("no permission to read the file", reason);
        }
        return new ImageReadException("cannot be read: " + reason.getMessage(), reason);
    }

    private RgbImage decode(BytePointer bytes, Predicate<Reduction> acceptable) throws ImageReadException {
        ByteBuffer file = view(bytes);
        ImageHeader header = ImageHeader.of(file);
        if (header.width() > maxPixels / header.height()) {
            throw new ImageReadException(String.format(
                    Locale.ROOT,
                    "%d x %d pixels are more than the limit of %,d",
                    header.width(),
                    header.height(),
                    maxPixels));
        }
        try {
            Mat encoded = new Mat(1, prepare(header.format(), file), opencv_core.CV_8UC1, bytes);
            Optional<Reduction> reduction = header.format() == ImageFormat.JPEG
                    ? JpegReduction.largest(file, header, acceptable)
                    : Optional.empty();
            if (reduction.isPresent()) {
                Mat smaller = pixels(encoded, reduction.get().factor());
                if (reduction.get().gives(smaller.cols(), smaller.rows())) {
                    return RgbImage.ofMat(smaller, reduction.get());
                }
            }
            Mat decoded = pixels(encoded, 1);
            if (!decoded.empty()) {
                return RgbImage.ofMat(decoded);
            }
        } catch (RuntimeException e) {
            throw new ImageReadException("damaged " + header.format().title(), e);
        }
        throw undecoded(header.format(), file);
    }

    /** Empty if the file is damaged. */
    private static Mat pixels(Mat encoded, int factor) {
        // The flags that reduce are named after grey images; together with this one for colour they keep it.
        int smaller = switch (factor) {
            case 2 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
            case 4 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
            case 8 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
            default -> 0;
        };
        return opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR_RGB | smaller);
    }

    /** Smooths out in the file's bytes what OpenCV would get wrong or complain about; returns how many bytes are left. */
    private static int prepare(ImageFormat format, ByteBuffer file) throws ImageReadException {
        switch (format) {
            case PNG -> {
                return PngChunks.keepPixels(file);
            }
            case WEBP -> WebpChunks.dropExifPrefix(file);
            case TIFF -> TiffHeader.keepColorsUnderAlpha(file);
            default -> {} // JPEG, GIF, BMP and PNM are read as they are
        }
        return file.limit();
    }

    /** Formats that leave the order of bytes open say so; the others have the big end first, as Java does. */
    private static ByteBuffer view(BytePointer bytes) {
        return bytes.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    }

    /** The decoder says that it failed, not why. */
    private static ImageReadException undecoded(ImageFormat format, ByteBuffer file) throws ImageReadException {
        if (format == ImageFormat.JPEG) {
            return new ImageReadException(JpegHeader.hasEnd(file) ? "damaged JPEG" : "truncated JPEG");
        }
        return new ImageReadException("truncated or damaged " + format.title());
    }
}
