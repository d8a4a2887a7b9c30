package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.voc.VocSet;
import java.io.IOException;

/** A set of PASCAL VOC: {@code voc2012:train}. */
final class VocScheme implements DataScheme {

    @Override
    public boolean accepts(String value) {
        return VocSet.of(value).isPresent() && !DataItem.exists(value);
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        return VocSet.of(value)
                .orElseThrow()
                .open(settings.root(), settings.download(), settings.decoder(), settings.downloaded());
    }
}
