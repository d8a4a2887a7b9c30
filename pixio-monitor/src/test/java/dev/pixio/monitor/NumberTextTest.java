package dev.pixio.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {

    @ParameterizedTest
    @CsvSource({
        "0.0001875,0.000188",
        "1.5e-6,1.5e-06",
        "42.123,42.1",
        "2,2",
        "0.5,0.5",
        "1234.4,1234",
        "999.7,1000",
        "2.5e6,2.5e+06"
    })
    void numbersHaveThreeSignificantDigitsAndThousandsAreWhole(double value, String text) {
        assertThat(NumberText.number(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.000239,2.39e-4", "8e-4,8e-4", "1.9e-10,1.9e-10", "0.01,1e-2", "2,2e+0", "1e-100,1e-100", "0,0"})
    void learningRatesArePowersOfTen(double value, String text) {
        assertThat(NumberText.scientific(value)).isEqualTo(text);
    }

    @Test
    void durationsAndBytesHaveUnits() {
        assertThat(NumberText.duration(7.4)).isEqualTo("7 s");
        assertThat(NumberText.duration(245)).isEqualTo("4 min 05 s");
        assertThat(NumberText.duration(11580)).isEqualTo("3 h 13 min");
        assertThat(NumberText.duration(200_000)).isEqualTo("2 d 07 h");
        assertThat(NumberText.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(NumberText.bytes(333e6)).isEqualTo("318 MiB");
    }

    @Test
    void onlyOneThingIsInTheSingular() {
        assertThat(NumberText.counted(0, "step")).isEqualTo("0 steps");
        assertThat(NumberText.counted(1, "step")).isEqualTo("1 step");
        assertThat(NumberText.counted(2000, "class token")).isEqualTo("2000 class tokens");
    }
}
