package dev.pixio.data.folder;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.OtherFormat;
import dev.pixio.io.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks a path that is given as images, and says of one that holds none what it is instead. */
final class ImagePath {

    /** Files in these formats begin as a zip archive or with any bytes. */
    private static final Set<String> WEIGHTS =
            Set.of("pth", "pt", "ckpt", "safetensors", "onnx", "bin", "h5", "gguf", "npz", "pkl");

    /** Such as {@code https://} and {@code s3://}, of which a path keeps one slash; a drive has one letter. */
    private static final Pattern ADDRESS = Pattern.compile("([a-z][a-z0-9+.-]+:)[/\\\\]");

    private ImagePath() {}

    /** @throws IOException in one line: the path does not exist, or is a folder of images that a run has drawn */
    static void requireImages(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(missing(path));
        }
        if (Files.isDirectory(path) && RunFiles.isDrawn(path.toRealPath())) {
            throw new IOException(
                    path + " holds images that a run has drawn, which are not data: give the folder of your images");
        }
    }

    /** Why there are no images at a path that does not exist, in one line. */
    static String missing(Path path) {
        String text = path.toString();
        if (Files.isSymbolicLink(path)) {
            return path + " is a link that leads nowhere: what it stands for was moved or deleted";
        }
        if (ADDRESS.matcher(text).lookingAt()) {
            return ADDRESS.matcher(text).replaceFirst("$1//")
                    + " is an address, and images are read from files: download them and give their folder; only tar"
                    + " archives and Parquet files may be on a web server";
        }
        String missing = "no such folder: " + path;
        if (text.startsWith("scenes:")) {
            return missing + "; pixio evaluate and embed take scenes:N, and pixio pretrain takes --scenes N";
        }
        if (text.matches(".*[*?\\[{].*")) {
            return missing + "; a pattern is not expanded: give the folder that holds the images";
        }
        if (ImageFormat.ofFileName(text).isPresent()) {
            return "no such file: " + path;
        }
        return text.contains(",") && Files.exists(Path.of(text.split(",", 2)[0]))
                ? missing + "; it takes one folder, not a list: put the folders, or links to them, into one folder"
                : missing;
    }

    /** @throws IOException in one line: the file is not an image that is read, with what it is and what to do */
    static void requireImageFile(Path file) throws IOException {
        Optional<OtherFormat> named = OtherFormat.ofFileName(file.toString());
        if (named.filter(OtherFormat.RAW::equals).isPresent()) { // its content is that of a TIFF with a small preview
            throw new IOException(refusal(file, named.get()));
        }
        try {
            ImageDecoder.format(file);
        } catch (ImageReadException e) {
            throw new IOException(refusal(file, e), e);
        }
    }

    private static String refusal(Path file, ImageReadException notImage) {
        String name = file.getFileName().toString();
        if (WEIGHTS.contains(ImageFormat.extension(name))) {
            return file + " is not an image but a file of weights or arrays: give the folder of your images";
        }
        if (!Files.isRegularFile(file)) { // a pipe has no end
            return neither(file, notImage);
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(OtherFormat.PROBE_BYTES);
        } catch (IOException e) {
            return neither(file, notImage);
        }
        return OtherFormat.of(ByteBuffer.wrap(start))
                .map(format -> refusal(file, format))
                .orElseGet(() -> isText(start)
                        ? file + " is a text file: give a folder of images, or one image"
                        : neither(file, notImage));
    }

    private static String neither(Path file, ImageReadException notImage) {
        return file + " is neither a folder nor an image: " + notImage.reason();
    }

    private static String refusal(Path file, OtherFormat format) {
        return switch (format.kind()) {
            case ARCHIVE -> file + " is a " + format.title() + ": unpack it and give the folder";
            case VIDEO -> file + " is a video: extract its frames and give their folder";
            case IMAGE -> file + ": " + format.title() + " is not supported: convert it to JPEG or PNG";
        };
    }

    /** Whether bytes are the beginning of a text in UTF-8 without control characters. */
    private static boolean isText(byte[] start) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(start.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(start), text, false);
        return start.length > 0
                && !result.isError()
                && text.flip().chars().allMatch(c -> c >= ' ' || Character.isWhitespace(c));
    }
}
