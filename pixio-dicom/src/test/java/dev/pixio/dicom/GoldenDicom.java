package dev.pixio.dicom;

import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** DICOM files, and what pydicom reads of them; see {@code dicom_golden.py}. */
final class GoldenDicom {

    private GoldenDicom() {}

    static Path files() {
        try {
            return Path.of(Objects.requireNonNull(GoldenDicom.class.getResource("/dicom"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static ImageSource open(String value) throws IOException {
        return DataSources.STANDARD.open(value, SourceSettings.DEFAULT);
    }
}
