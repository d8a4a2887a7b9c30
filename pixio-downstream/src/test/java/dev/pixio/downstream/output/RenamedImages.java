package dev.pixio.downstream.output;

import dev.pixio.data.ImageSource;
import dev.pixio.data.IndexedSource;
import java.util.List;

/**
 * Images under other names, as in an archive with two samples of one name. If there are more names than images, the images
 * repeat.
 */
record RenamedImages(ImageSource underlying, List<String> names) implements IndexedSource {

    @Override
    public long underlyingIndex(long index) {
        return index % underlying.size();
    }

    @Override
    public String name(long index) {
        return names.get((int) index);
    }

    @Override
    public long size() {
        return names.size();
    }

    @Override
    public String description() {
        return "images";
    }
}
