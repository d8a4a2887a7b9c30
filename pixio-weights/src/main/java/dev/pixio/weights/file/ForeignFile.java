package dev.pixio.weights.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognises files that are often given in the place of weights. */
final class ForeignFile {

    private static final int START = 512;

    private static final String UNPACK = "; unpack it and use the file of weights inside";

    /** A format by its first bytes, in ISO 8859-1. */
    private record Kind(String start, String description) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "version https://git-lfs",
                    "is a pointer of Git LFS, not the weights; run git lfs pull in its repository"),
            new Kind("\u001f\u008b", "is compressed by gzip" + UNPACK),
            new Kind("(\u00b5/\u00fd", "is compressed by zstd" + UNPACK),
            new Kind("\u00fd7zXZ", "is compressed by xz" + UNPACK),
            new Kind("BZh", "is compressed by bzip2" + UNPACK),
            new Kind("7z\u00bc\u00af", "is a 7z archive" + UNPACK),
            new Kind("\u0089PNG", "is an image, not weights"),
            new Kind("\u00ff\u00d8\u00ff", "is an image, not weights"),
            new Kind("GIF8", "is an image, not weights"),
            new Kind("%PDF", "is a PDF, not weights"),
            new Kind("\u0093NUMPY", "is a NumPy array, not a model; save the weights as safetensors"),
            new Kind("\u0089HDF", "is an HDF5 file; save the weights as safetensors"),
            new Kind("GGUF", "is a GGUF file; save the weights as safetensors"),
            new Kind("PAR1", "is a Parquet file, not weights"));

    private ForeignFile() {}

    /** What the file is and what to do, as the rest of a sentence; empty if it is not recognised. */
    static Optional<String> describe(FileChannel file) throws IOException {
        if (file.size() == 0) {
            return Optional.of("is empty; copy or download it again");
        }
        ByteBuffer bytes = ByteBuffer.allocate(START);
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
            // A read may return fewer bytes than requested.
        }
        String start = StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
        for (Kind kind : KINDS) {
            if (start.startsWith(kind.start())) {
                return Optional.of(kind.description());
            }
        }
        if (isOnnx(start)) {
            return Optional.of("is an ONNX model; use the weights that it was exported from");
        }
        if (start.startsWith("ustar", 257)) {
            return Optional.of("is a tar archive" + UNPACK);
        }
        return isText(start) ? Optional.of(describeText(start)) : Optional.empty();
    }

    /** Field 1 of the model, its version, then its producer, graph or opset. */
    private static boolean isOnnx(String start) {
        return start.length() > 2
                && start.charAt(0) == 8
                && start.charAt(1) < 32
                && "\u0012:B".indexOf(start.charAt(2)) >= 0;
    }

    private static boolean isText(String start) {
        return start.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\n' || c == '\r' || c == '\t');
    }

    private static String describeText(String start) {
        String lower = start.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("<!doctype html") || lower.startsWith("<html")
                ? "is a web page (HTML), not weights; download the file itself"
                : "is a text file, not weights; use a .safetensors or .pth file";
    }
}
