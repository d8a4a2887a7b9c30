package dev.pixio.embed.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes rows of features one after the other. */
@FunctionalInterface
public interface FeatureSink {

    /**
     * One row.
     *
     * @param path the image's name in its source
     * @param row its features as they are stored, little-endian; valid until this returns
     */
    void accept(String path, ByteBuffer row) throws IOException;
}
