package dev.pixio.dicom.part10;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import java.nio.file.Path;

/** The attributes and the places of the frames of a file. Thread-safe: a file is opened for each frame that is read. */
public final class DicomStructure {

    /** Why a file cannot be read whose values do not fit together in a way that nothing else reports. */
    public static final String CONTRADICTORY = "damaged DICOM: what it says of itself is contradictory";

    private final Path path;
    private final ImageAttributes image;
    private final FrameBytes frames;
    private final ImageDecoder limits;

    private DicomStructure(Path path, ImageAttributes image, FrameBytes frames, ImageDecoder limits) {
        this.path = path;
        this.image = image;
        this.frames = frames;
        this.limits = limits;
    }

    /** Whether a file begins as a file of DICOM does. */
    public static boolean begins(Path file) throws ImageReadException {
        try (FileBytes bytes = FileBytes.open(file)) {
            return DataSetReader.isDicom(bytes);
        }
    }

    /**
     * Reads the structure of a file.
     *
     * @param limits largest permitted numbers of pixels and bytes
     * @throws ImageReadException in one line without the file's name
     */
    public static DicomStructure of(Path file, ImageDecoder limits) throws ImageReadException {
        try (FileBytes bytes = FileBytes.open(file)) {
            DataSetReader.Result found = new DataSetReader(bytes).read();
            ImageAttributes image = ImageAttributes.of(found, limits.maxPixels());
            return new DicomStructure(file, image, FrameBytes.of(bytes, image, found), limits);
        } catch (RuntimeException e) {
            throw new ImageReadException(CONTRADICTORY, e);
        }
    }

    /** What the file says of its frames. */
    public ImageAttributes image() {
        return image;
    }

    /**
     * The bytes of a frame, compressed or not.
     *
     * @param frame from 0
     */
    public byte[] read(int frame) throws ImageReadException {
        try (FileBytes bytes = FileBytes.open(path)) {
            return frames.read(bytes, frame, limits.maxFileBytes());
        }
    }
}
