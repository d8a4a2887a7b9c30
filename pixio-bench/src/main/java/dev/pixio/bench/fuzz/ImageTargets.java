package dev.pixio.bench.fuzz;

import dev.pixio.bench.fuzz.mutation.ByteMutator;
import dev.pixio.bench.fuzz.mutation.Mutator;
import dev.pixio.bench.fuzz.mutation.PngMutator;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.raster.Scaling;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Image files of each format, decoded to 8-bit RGB, and with all their channels and bits where a format has them. */
final class ImageTargets {

    private static final int WIDTH = 23;
    private static final int HEIGHT = 17;

    /** Images of more pixels are refused: a changed header may declare any size. */
    private static final long MAX_PIXELS = 2_000_000;

    private static final int SHARE = 20;

    private final Path folder;
    private final ImageDecoder decoder = new ImageDecoder(MAX_PIXELS, 1 << 20);
    private final List<FuzzTarget> targets = new ArrayList<>();

    private ImageTargets(Path folder) {
        this.folder = folder;
    }

    static List<FuzzTarget> create(Path folder) throws IOException {
        ImageTargets all = new ImageTargets(folder);
        Mutator bytes = new ByteMutator();
        Mutator png = Mutator.anyOf(bytes, new PngMutator(), new PngMutator());
        all.add("jpeg", jpegs(), bytes);
        all.add("png", pngs(), png);
        all.add("tiff", tiffs(), bytes);
        all.add("bmp", List.of(encoded(".bmp", 3, opencv_core.CV_8U)), bytes);
        all.add("webp", webps(), bytes);
        all.add("gif", List.of(gif()), bytes);
        all.add("pnm", pnms(), bytes);
        all.addRasters("png", pngs(), png);
        all.addRasters("tiff", tiffs(), bytes);
        all.addRasters("pnm", pnms(), bytes);
        return all.targets;
    }

    private void add(String format, List<byte[]> made, Mutator mutator) throws IOException {
        Path file = folder.resolve("image." + format);
        targets.add(new FuzzTarget("image-" + format, SHARE, seeds(format, made), mutator, file, () -> {
            try (RgbImage image = decoder.read(file)) {
                image.width();
            } catch (ImageReadException e) {
                throw named(file, e);
            }
        }));
    }

    private void addRasters(String format, List<byte[]> made, Mutator mutator) throws IOException {
        List<RasterDecoder> decoders = List.of(1, 3, 4).stream()
                .map(channels -> new RasterDecoder(
                        decoder, ImageInput.of(channels, Scaling.RANGE, channels == 1 ? Pages.CHANNELS : Pages.IMAGES)))
                .toList();
        Path file = folder.resolve("raster." + format);
        targets.add(new FuzzTarget("raster-" + format, SHARE, seeds(format, made), mutator, file, () -> {
            Optional<ImageReadException> refused = Optional.empty();
            for (RasterDecoder some : decoders) {
                try {
                    some.read(file);
                    return;
                } catch (ImageReadException e) {
                    refused = Optional.of(e);
                }
            }
            throw named(file, refused.orElseThrow());
        }));
    }

    /** Decoders do not know the name of a file; whoever reads it adds it. */
    private static IOException named(Path file, ImageReadException e) {
        IOException named = new IOException(file + ": " + e.getMessage(), e);
        named.setStackTrace(e.getStackTrace());
        return named;
    }

    /** Made files, and those of the tests of this checkout. */
    private static List<byte[]> seeds(String format, List<byte[]> made) throws IOException {
        List<byte[]> seeds = new ArrayList<>(made);
        Optional<GoldenFiles> tests = GoldenFiles.of("pixio-image");
        if (tests.isPresent()) {
            seeds.addAll(tests.get().named(name -> name.endsWith("." + format)));
        }
        return seeds;
    }

    private static List<byte[]> jpegs() {
        return List.of(
                encoded(".jpg", 3, opencv_core.CV_8U),
                encoded(".jpg", 1, opencv_core.CV_8U),
                encoded(".jpg", 3, opencv_core.CV_8U, opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1),
                encoded(".jpg", 3, opencv_core.CV_8U, opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, 2));
    }

    private static List<byte[]> pngs() {
        return List.of(
                encoded(".png", 3, opencv_core.CV_8U),
                encoded(".png", 4, opencv_core.CV_8U),
                encoded(".png", 1, opencv_core.CV_16U),
                encoded(".png", 3, opencv_core.CV_16U),
                encoded(".png", 1, opencv_core.CV_8U, opencv_imgcodecs.IMWRITE_PNG_BILEVEL, 1));
    }

    /** Compression is the number of TIFF: 1 none, 5 LZW, 8 deflate, 32773 PackBits. */
    private static List<byte[]> tiffs() {
        List<byte[]> files = new ArrayList<>();
        for (int compression : new int[] {1, 5, 8, 32773}) {
            for (int depth : new int[] {opencv_core.CV_8U, opencv_core.CV_16U, opencv_core.CV_32F}) {
                files.add(encoded(".tiff", 3, depth, opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION, compression));
                files.add(encoded(".tiff", 1, depth, opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION, compression));
            }
        }
        return files;
    }

    private static List<byte[]> webps() {
        return List.of(
                encoded(".webp", 3, opencv_core.CV_8U, opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 60),
                encoded(".webp", 4, opencv_core.CV_8U, opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 60),
                encoded(".webp", 3, opencv_core.CV_8U, opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 101));
    }

    private static List<byte[]> pnms() {
        return List.of(
                encoded(".ppm", 3, opencv_core.CV_8U),
                encoded(".ppm", 3, opencv_core.CV_16U),
                encoded(".pgm", 1, opencv_core.CV_16U),
                encoded(".pgm", 1, opencv_core.CV_8U, opencv_imgcodecs.IMWRITE_PXM_BINARY, 0),
                encoded(".pbm", 1, opencv_core.CV_8U));
    }

    /** A small PNG. */
    static byte[] small() {
        return encoded(".png", 3, opencv_core.CV_8U);
    }

    private static byte[] gif() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, ((x * 11) << 16) | ((y * 15) << 8) | ((x * y) & 0xFF));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "gif", out);
        return out.toByteArray();
    }

    /** Random pixels, as OpenCV writes them. */
    private static byte[] encoded(String extension, int channels, int depth, int... parameters) {
        try (PointerScope scope = new PointerScope()) {
            Mat image = new Mat(HEIGHT, WIDTH, opencv_core.CV_MAKETYPE(depth, channels));
            double most = depth == opencv_core.CV_8U ? 255 : depth == opencv_core.CV_16U ? 65_535 : 1;
            opencv_core.theRNG().state(channels + depth);
            opencv_core.randu(image, new Mat(0.0), new Mat(most));
            BytePointer bytes = new BytePointer();
            if (!opencv_imgcodecs.imencode(extension, image, bytes, new IntPointer(parameters))) {
                throw new IllegalStateException("OpenCV does not write " + extension);
            }
            byte[] file = new byte[Math.toIntExact(bytes.limit())];
            bytes.get(file);
            return file;
        }
    }
}
