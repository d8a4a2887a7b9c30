package dev.pixio.image;

import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.JpegHeader;
import dev.pixio.image.format.JpegRepair;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/** The pixels of a JPEG, at full or reduced size, and refused if a part of them is damaged. */
final class JpegPixels {

    private JpegPixels() {}

    /**
     * Decodes a file.
     *
     * @param reduction used if the decoder's size is the one that it expects
     */
    static RgbImage of(BytePointer bytes, ByteBuffer file, Optional<Reduction> reduction, int orientation)
            throws ImageReadException {
        Mat encoded = new Mat(1, file.limit(), opencv_core.CV_8UC1, bytes);
        if (reduction.isPresent()) {
            Mat reduced = Upright.of(
                    decoded(encoded, file, reduction.get().factor()).required(ImageFormat.JPEG, file), orientation);
            if (reduction.get().matches(reduced.cols(), reduced.rows())) {
                return RgbImage.ofMat(reduced, reduction.get());
            }
        }
        DecodedMat decoded = decoded(encoded, file, 1);
        // libjpeg converts no colours of lossless files.
        Mat stored = decoded.isEmpty() && JpegHeader.isLossless(file)
                ? rgb(DecodedMat.grey(encoded).required(ImageFormat.JPEG, file))
                : decoded.required(ImageFormat.JPEG, file);
        return RgbImage.ofMat(Upright.of(stored, orientation));
    }

    /** A file with a warning is decoded again without its cause, if that is a harmless one: it may hide damage. */
    private static DecodedMat decoded(Mat encoded, ByteBuffer file, int factor) throws ImageReadException {
        DecodedMat decoded = DecodedMat.color(encoded, factor);
        if (decoded.messages().isEmpty() || decoded.isEmpty()) {
            return decoded;
        }
        Optional<ByteBuffer> repaired = JpegRepair.of(file);
        return repaired.isPresent() ? DecodedMat.color(encoded(repaired.get()), factor) : decoded;
    }

    private static Mat encoded(ByteBuffer file) {
        int length = file.remaining();
        BytePointer bytes = new BytePointer(length);
        bytes.asByteBuffer().put(file);
        return new Mat(1, length, opencv_core.CV_8UC1, bytes);
    }

    private static Mat rgb(Mat grey) {
        Mat rgb = new Mat();
        opencv_core.merge(new MatVector(grey, grey, grey), rgb);
        return rgb;
    }
}
