package dev.pixio.embed.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FeatureHeaderTest {

    private static final Path FILE = Path.of("features.npy");
    private static final String WITHOUT_HEADS = "{\"origin\": {\"weights\": \"w\", \"fingerprint\": \"f\", \"pooling\":"
            + " \"class-mean\", \"block\": 1, \"norm\": \"after\", \"imageSize\": \"32x32\", \"fit\": \"crop\", \"margin\":"
            + " 1.0, \"precision\": \"fp32\", \"shape\": [4]}, \"dtype\": \"fp32\", \"version\": \"1\"}";

    /** Files of earlier versions do not have the number of heads. */
    @Test
    void headsAreComparedIfBothFilesHaveThem() throws IOException {
        FeatureHeader older = FeatureHeader.parse(FILE, WITHOUT_HEADS);
        FeatureHeader two = FeatureHeader.parse(FILE, withHeads(2));
        FeatureHeader four = FeatureHeader.parse(FILE, withHeads(4));

        older.requireSame(FILE, two);
        two.requireSame(FILE, older);
        assertThat(FeatureHeader.parse(FILE, four.toJson())).isEqualTo(four);
        assertThatThrownBy(() -> two.requireSame(FILE, four))
                .isInstanceOf(FeatureFileException.class)
                .hasMessageContaining("the number of heads is 2, not 4");
    }

    private static String withHeads(int heads) {
        return WITHOUT_HEADS.replace("\"pooling\"", "\"heads\": " + heads + ", \"pooling\"");
    }
}
