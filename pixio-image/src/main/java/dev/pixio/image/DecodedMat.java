package dev.pixio.image;

import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.JpegHeader;
import dev.pixio.image.messages.DecoderMessages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What OpenCV decoded.
 *
 * @param pixels empty if the file cannot be decoded
 * @param messages what the decoder wrote meanwhile, a line each
 */
record DecodedMat(Mat pixels, List<String> messages) {

    /**
     * Messages about pixels that could not be decoded, which libjpeg and libtiff fill in. Not among them are extraneous bytes
     * between the segments of a JPEG, as some cameras write them, and unusual versions.
     */
    private static final Pattern DAMAGE = Pattern.compile("premature end of data segment|Premature end of JPEG file"
            + "|bad Huffman code|bad arithmetic code|found marker 0x.. instead of RST|bytes before marker 0xd[0-7]"
            + "|Fax.*(Bad code word|Premature EO[LF]|Line length mismatch)|^" + DecoderMessages.ERROR);

    private static final Pattern SOURCE = Pattern.compile(
            DecoderMessages.ERROR + "|OpenCV TIFF: |libpng (error|warning): |JPEGLib: |Corrupt JPEG data: |Fax\\w+: ");

    /** Decodes colour, {@code CV_8UC3} in RGB order, at 1/factor of the size. */
    static DecodedMat color(Mat encoded, int factor) {
        // The flags for reduction are named after grey images; combined with IMREAD_COLOR_RGB they decode colour.
        int reduced = switch (factor) {
            case 2 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
            case 4 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
            case 8 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
            default -> 0;
        };
        return of(encoded, opencv_imgcodecs.IMREAD_COLOR_RGB | reduced);
    }

    /** Decodes grey, {@code CV_8UC1}. */
    static DecodedMat grey(Mat encoded) {
        return of(encoded, opencv_imgcodecs.IMREAD_GRAYSCALE);
    }

    private static DecodedMat of(Mat encoded, int flags) {
        // The orientation is applied by Upright: OpenCV ignores some that are valid.
        int stored = flags | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
        List<String> messages = new ArrayList<>();
        return new DecodedMat(
                DecoderMessages.during(
                        () -> opencv_imgcodecs.imdecode(encoded, stored), DecodedMat::isDamage, messages),
                messages);
    }

    boolean isEmpty() {
        return pixels.empty();
    }

    /**
     * The pixels.
     *
     * @throws ImageReadException if there are none, or a part of them is damaged, with the decoder's reason
     */
    Mat required(ImageFormat format, ByteBuffer file) throws ImageReadException {
        Optional<String> reason = pixels.empty() ? failure() : damage();
        if (reason.isPresent()) {
            String text = SOURCE.matcher(reason.get()).replaceAll("");
            throw new ImageReadException("damaged " + format.title() + ": " + text);
        }
        if (pixels.empty()) {
            throw undecoded(format, file);
        }
        return pixels;
    }

    private Optional<String> damage() {
        return messages.stream().filter(DecodedMat::isDamage).findFirst();
    }

    private static boolean isDamage(String line) {
        return DAMAGE.matcher(line).find();
    }

    /** Warnings precede the error. OpenCV's own message repeats that there is none. */
    private Optional<String> failure() {
        return messages.stream().filter(line -> !line.contains("imdecode_")).reduce((earlier, later) -> later);
    }

    private static ImageReadException undecoded(ImageFormat format, ByteBuffer file) throws ImageReadException {
        if (format == ImageFormat.JPEG) {
            return new ImageReadException(JpegHeader.hasEnd(file) ? "damaged JPEG" : "truncated JPEG");
        }
        return new ImageReadException("truncated or damaged " + format.title());
    }
}
