package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UserCacheTest {

    @Test
    void xdgCacheHomeComesBeforeTheHome() {
        assertThat(UserCache.folder("features", "/cache", "/home/me")).isEqualTo(Path.of("/cache/pixio/features"));
        assertThat(UserCache.folder("features", " ", "/home/me")).isEqualTo(Path.of("/home/me/.cache/pixio/features"));
        assertThat(UserCache.folder("features", null, "/home/me")).isEqualTo(Path.of("/home/me/.cache/pixio/features"));
    }
}
