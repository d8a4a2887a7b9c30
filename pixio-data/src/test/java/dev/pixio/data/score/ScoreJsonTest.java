package dev.pixio.data.score;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreJsonTest {

    @ParameterizedTest
    @CsvSource({"60, is cut off or no JSON", "100000, 'is nested too deeply, or has a value that is too long'"})
    void aLineThatIsNoJsonIsRefusedInPlainWords(int depth, String damage) {
        assertThatThrownBy(() -> ScoreJson.parse("[".repeat(depth)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it " + damage);
    }
}
