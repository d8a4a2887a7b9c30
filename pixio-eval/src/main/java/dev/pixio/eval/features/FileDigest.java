package dev.pixio.eval.features;

import dev.pixio.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** SHA-256 of files of weights. */
final class FileDigest {

    private FileDigest() {}

    /** The digest of a file of weights, or of an index file and all files of weights in its folder. */
    static String ofWeights(Path file) throws IOException {
        Sha256 digest = new Sha256().add(file);
        if (file.getFileName().toString().endsWith(".json")) {
            try (Stream<Path> beside = Files.list(file.toAbsolutePath().getParent())) {
                for (Path shard :
                        beside.filter(FileDigest::holdsWeights).sorted().toList()) {
                    digest.add(shard);
                }
            }
        }
        return digest.hex();
    }

    private static boolean holdsWeights(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(".safetensors") || name.endsWith(".bin");
    }
}
