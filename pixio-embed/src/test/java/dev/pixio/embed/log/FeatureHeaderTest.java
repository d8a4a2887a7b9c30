package dev.pixio.embed.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void aListOfImagesIsAnotherOnlyIfBothAreKnown() throws IOException {
        FeatureHeader older = FeatureHeader.parse(FILE, WITHOUT_HEADS);
        FeatureHeader one = FeatureHeader.parse(FILE, withImages("1111"));
        FeatureHeader two = FeatureHeader.parse(FILE, withImages("2222"));

        assertThat(FeatureHeader.parse(FILE, one.toJson())).isEqualTo(one);
        assertThat(older.mayHaveImagesOf(one)).isTrue();
        assertThat(one.mayHaveImagesOf(older)).isTrue();
        assertThat(one.mayHaveImagesOf(two)).isFalse();
    }

    private static String withImages(String fingerprint) {
        return WITHOUT_HEADS.replace("\"dtype\"", "\"images\": \"" + fingerprint + "\", \"dtype\"");
    }

    private static String withHeads(int heads) {
        return WITHOUT_HEADS.replace("\"pooling\"", "\"heads\": " + heads + ", \"pooling\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"origin\": null, \"dtype\": \"fp32\", \"version\": \"1\"}",
                "{\"origin\": {}, \"dtype\": \"fp32\", \"version\": \"1\"}",
                "{\"origin\": {\"block\": 1, \"margin\": 1, \"shape\": [4]}, \"dtype\": \"fp32\", \"version\": \"1\"}"
            })
    void incompleteMetadataIsRefused(String json) {
        assertRefused(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "[4] > []",
                "[4] > [-4]",
                "[4] > [null]",
                "[4] > [65536,65536]",
                "[4] > [9223372036854775807]",
                "\"dtype\": \"fp32\" > \"dtype\": \"fp64\"",
                "\"dtype\": \"fp32\" > \"dtype\": null",
                "\"version\": \"1\" > \"version\": null",
                "\"fingerprint\": \"f\" > \"fingerprint\": null"
            })
    void damagedMetadataIsRefused(String valid, String damaged) {
        assertThat(WITHOUT_HEADS).contains(valid);
        assertRefused(WITHOUT_HEADS.replace(valid, damaged));
    }

    private static void assertRefused(String json) {
        assertThatThrownBy(() -> FeatureHeader.parse(FILE, json))
                .isInstanceOf(FeatureFileException.class)
                .hasMessageStartingWith("features.npy is not a feature file of 'pixio embed': its metadata ")
                .message()
                .hasLineCount(1);
    }
}
