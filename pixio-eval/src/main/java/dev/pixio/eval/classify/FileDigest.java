package dev.pixio.eval.classify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** SHA-256, by which files and keys are told apart. */
final class FileDigest {

    private static final int PIECE = 1 << 20;

    private FileDigest() {}

    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of the content of a file of weights, or of an index and all that may belong to it. */
    static String ofWeights(Path file) throws IOException {
        MessageDigest digest = begin();
        update(digest, file);
        if (file.getFileName().toString().endsWith(".json")) {
            try (Stream<Path> beside = Files.list(file.toAbsolutePath().getParent())) {
                for (Path part :
                        beside.filter(FileDigest::holdsWeights).sorted().toList()) {
                    update(digest, part);
                }
            }
        }
        return hex(digest);
    }

    private static boolean holdsWeights(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(".safetensors") || name.endsWith(".bin");
    }

    private static void update(MessageDigest digest, Path file) throws IOException {
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
        }
    }
}
