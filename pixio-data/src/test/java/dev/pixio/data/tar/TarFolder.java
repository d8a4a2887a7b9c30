package dev.pixio.data.tar;

import dev.pixio.data.ImageSource;
import dev.pixio.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A folder of archives 0.tar, 1.tar, ... and a cache of their indices.
 *
 * @param folder that everything is in
 */
record TarFolder(Path folder) {

    Path cache() {
        return folder.resolve("cache");
    }

    /** Writes archives and opens them. */
    TarSource open(String kind, byte[]... tars) throws IOException {
        for (int i = 0; i < tars.length; i++) {
            Files.write(folder.resolve(i + "." + kind), Tars.compressed(kind, tars[i]));
        }
        return reopen(kind, tars.length);
    }

    /** Opens archives that are there. */
    TarSource reopen(String kind, int count) throws IOException {
        List<String> locations = IntStream.range(0, count)
                .mapToObj(i -> folder.resolve(i + "." + kind).toString())
                .toList();
        return TarSource.of(locations, "the test", ImageDecoder.withDefaults(), 32, cache(), found -> {});
    }

    static List<String> names(ImageSource source) {
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }
}
