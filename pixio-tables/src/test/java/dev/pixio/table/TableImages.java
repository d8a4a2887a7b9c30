package dev.pixio.table;

import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The images of tables, which are opened with a small buffer for shuffling. */
final class TableImages {

    private TableImages() {}

    static ImageSource open(String value) throws IOException {
        return DataSources.STANDARD.open(value, SourceSettings.DEFAULT.withShuffleBuffer(8));
    }

    static List<String> names(ImageSource source) {
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }

    /** Of each image; 0 if it cannot be read. */
    static List<Integer> widths(ImageSource source) {
        List<Integer> widths = new ArrayList<>();
        for (long i = 0; i < source.size(); i++) {
            try (RgbImage image = source.read(i)) {
                widths.add(image.width());
            } catch (ImageReadException e) {
                widths.add(0);
            }
        }
        return widths;
    }
}
