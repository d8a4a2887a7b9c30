package dev.pixio.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneNumberTest {

    @Test
    void aWordHasANumberAndMayHaveASize() {
        assertThat(SceneNumber.of("scenes:2000")).contains(new SceneNumber(2000, OptionalInt.empty()));
        assertThat(SceneNumber.of("scenes:00020@128")).contains(new SceneNumber(20, OptionalInt.of(128)));
        assertThat(SceneNumber.of("scenes:999999999")).contains(new SceneNumber(999_999_999, OptionalInt.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scenes", "scenes:", "scenes:-1", "scenes:1e3", "scenes:20@", "photos", "my/scenes:20"})
    void otherWordsAreNone(String word) {
        assertThat(SceneNumber.of(word)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2000000000", "99999999999999", "123456789012345678901234567890"})
    void moreThanCanBeCountedAreRefused(String count) {
        assertThatThrownBy(() -> SceneNumber.of("scenes:" + count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there can be at most 999999999 built-in scenes, not " + count);
    }
}
