package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.embed.log.FeatureSink;
import dev.pixio.io.DurableFile.StreamContent;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * NumPy's format for arrays; header and paths are in a JSON file beside it.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
final class NpyFeatures implements FeatureFormat.FeatureFile {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

    /** The data start at a multiple of this many bytes. */
    private static final int ALIGNMENT = 64;

    @Override
    public void write(Path path, FeatureLog log) throws IOException {
        StreamContent array = out -> {
            out.write(start(log.header(), log.rows()));
            log.forEach((name, row) -> StagedFeatureFile.copy(row, out));
        };
        StagedFeatureFile.writePair(path, array, SidecarFile.of(path), SidecarFile.withPaths(log));
    }

    /** The bytes before the data. */
    private static byte[] start(FeatureHeader header, long rows) {
        String shape =
                header.origin().shape().stream().map(length -> ", " + length).collect(Collectors.joining());
        String dtype = header.number() == FeatureNumber.FP16 ? "<f2" : "<f4";
        String text = "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': (" + rows + shape + "), }";
        int unpadded = MAGIC.length + Short.BYTES + text.length() + 1;
        int padded = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String line = text + " ".repeat(padded - unpadded) + "\n";
        return ByteBuffer.allocate(padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) line.length())
                .put(line.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @Override
    public FeatureHeader header(Path path) throws IOException {
        return SidecarFile.header(path);
    }

    @Override
    public void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException {
        List<String> paths = SidecarFile.paths(path);
        byte[] expected = start(header, paths.size());
        ByteBuffer row = ByteBuffer.allocate(header.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        if (Files.size(path) != expected.length + (long) paths.size() * row.capacity()) {
            throw FeatureFileException.invalid(
                    path,
                    "it does not hold the " + paths.size() + " rows of "
                            + SidecarFile.of(path).getFileName());
        }
        try (DataInputStream data = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            if (!Arrays.equals(data.readNBytes(expected.length), expected)) {
                throw FeatureFileException.invalid(
                        path,
                        "its shape or type is not that in "
                                + SidecarFile.of(path).getFileName());
            }
            for (String name : paths) {
                data.readFully(row.array());
                sink.accept(name, row.clear());
            }
        }
    }
}
