package dev.pixio.io;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The user's cache: files that save time and can be deleted at any time. */
public final class UserCache {

    private UserCache() {}

    /** The folder {@code pixio/name} in {@code XDG_CACHE_HOME}, or in {@code ~/.cache}. It need not exist. */
    public static Path folder(String name) {
        return folder(name, System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"));
    }

    static Path folder(String name, @Nullable String xdgCacheHome, String home) {
        Path base = xdgCacheHome == null || xdgCacheHome.isBlank() ? Path.of(home, ".cache") : Path.of(xdgCacheHome);
        return base.resolve("pixio").resolve(name);
    }
}
