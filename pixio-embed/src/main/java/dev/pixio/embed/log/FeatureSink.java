package dev.pixio.embed.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives rows of features, one at a time. */
@FunctionalInterface
public interface FeatureSink {

    /**
     * Receives one row.
     *
     * @param path the image's name in its source
     * @param row its encoded features, little-endian; valid until this returns
     */
    void accept(String path, ByteBuffer row) throws IOException;
}
