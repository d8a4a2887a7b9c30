package dev.pixio.dicom;

import dev.pixio.data.Fingerprint;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.OpenCvSetup;
import dev.pixio.dicom.part10.DicomStructure;
import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.dicom.pixel.FrameRendering;
import dev.pixio.dicom.pixel.FrameRendering.Polarity;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.Scaling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The frames of DICOM files. A file with one frame is an image with its name, and of a file with several each frame is one, {@code scan.dcm#3}
 * for the third. A file that cannot be read is one image, whose reading fails with the reason.
 */
public final class DicomSource implements ImageSource {

    /** Files whose structure is kept: of a file with many frames it is read once. */
    private static final int KEPT = 256;

    static {
        OpenCvSetup.start();
    }

    private final DicomFiles files;
    private final long[] firstOf; // index of the first frame of each file, and the number of all frames
    private final FrameRendering rendering;
    private final String value;
    private final Map<Path, DicomStructure> structures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, DicomStructure> eldest) {
            return size() > KEPT;
        }
    };

    private record Place(int file, int frame) {}

    DicomSource(DicomFiles files, long[] frames, FrameRendering rendering, String value) {
        this.files = files;
        this.rendering = rendering;
        this.value = value;
        this.firstOf = new long[frames.length + 1];
        for (int i = 0; i < frames.length; i++) {
            firstOf[i + 1] = firstOf[i] + frames[i];
        }
    }

    @Override
    public long size() {
        return firstOf[firstOf.length - 1];
    }

    private Place place(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("no image " + index + " of " + size());
        }
        int found = Arrays.binarySearch(firstOf, index);
        int file = found >= 0 ? found : -found - 2;
        return new Place(file, (int) (index - firstOf[file]));
    }

    @Override
    public String name(long index) {
        Place place = place(index);
        boolean several = firstOf[place.file + 1] - firstOf[place.file] > 1;
        return files.names().get(place.file) + (several ? "#" + (place.frame + 1) : "");
    }

    /** The stamp of the file of the frame. */
    @Override
    public Optional<Stamp> stamp(long index) {
        return Stamp.of(files.path(place(index).file));
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        return read(index, rendering::image);
    }

    @Override
    public Raster raster(long index, ImageInput input) throws ImageReadException {
        Polarity polarity =
                input.scaling().kind() == Scaling.Kind.WINDOW ? Polarity.STORED : Polarity.WHITE_IS_GREATEST;
        return read(index, (image, frame) -> input.of(rendering.raster(image, frame, polarity)));
    }

    /** Makes something of the bytes of a frame. */
    private interface Reading<T> {
        T of(ImageAttributes image, byte[] frame) throws ImageReadException;
    }

    private <T> T read(long index, Reading<T> reading) throws ImageReadException {
        Place place = place(index);
        try {
            DicomStructure structure = structure(place.file);
            return reading.of(structure.image(), structure.read(place.frame));
        } catch (OutOfMemoryError e) {
            throw ImageReadException.outOfMemory(e);
        } catch (RuntimeException e) {
            throw new ImageReadException(DicomStructure.CONTRADICTORY, e);
        }
    }

    private DicomStructure structure(int file) throws ImageReadException {
        Path path = files.path(file);
        synchronized (structures) {
            DicomStructure kept = structures.get(path);
            if (kept != null) {
                return kept;
            }
        }
        DicomStructure read = DicomStructure.of(path, rendering.limits());
        synchronized (structures) {
            structures.put(path, read);
        }
        return read;
    }

    @Override
    public String description() {
        int count = files.names().size();
        return String.format(
                Locale.ROOT,
                "%,d image%s in %,d DICOM file%s of %s",
                size(),
                size() == 1 ? "" : "s",
                count,
                count == 1 ? "" : "s",
                value);
    }

    /** As in {@link ImageSource}, and with the window if one is given, because it changes the images. */
    @Override
    public String fingerprint() {
        String list = ImageSource.super.fingerprint();
        return rendering
                .window()
                .map(window ->
                        new Fingerprint().add(list).add(window.toString()).hex())
                .orElse(list);
    }

    @Override
    public LeftOut leftOut() {
        int others = files.others();
        if (others == 0) {
            return files.walk();
        }
        Map<String, Long> counts = new LinkedHashMap<>(files.walk().counts());
        counts.put("files that are not DICOM", (long) others);
        List<String> lines = new ArrayList<>(files.walk().lines());
        lines.add(String.format(
                Locale.ROOT,
                "%,d file%s that %s not DICOM",
                others,
                others == 1 ? "" : "s",
                others == 1 ? "is" : "are"));
        return new LeftOut(counts, lines, files.walk().unreadable());
    }
}
