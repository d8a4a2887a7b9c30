package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.search.IndexException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

    private static final Path FILE = Path.of("manifest.json");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"format\": 1, | it is cut off or no JSON",
                "{} | it is incomplete",
                "{\"format\": FORMAT, \"version\": \"1\", \"origin\": {\"imageSize\": []}} | the settings of its features are not valid"
            })
    void damagedOnesAreRefusedInPlainWords(String json, String damage) {
        byte[] bytes = json.replace("FORMAT", Integer.toString(Manifest.FORMAT)).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Manifest.parse(FILE, bytes))
                .isInstanceOf(IndexException.class)
                .hasMessageStartingWith(FILE + " is damaged: " + damage);
    }
}
