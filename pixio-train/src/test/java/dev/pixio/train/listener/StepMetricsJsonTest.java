package dev.pixio.train.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepMetricsJsonTest {

    private static final StepMetrics METRICS = new StepMetrics(3, 1, 0.75, 1e-4, 2.5, 8, 0.25, 0.0625, 2, 329_084_928);

    private static final String LINE =
            "{\"step\":3,\"epoch\":1,\"loss\":0.75,\"learningRate\":1.0E-4,\"gradientNorm\":2.5,"
                    + "\"images\":8,\"seconds\":0.25,\"waitSeconds\":0.0625,\"imagesPerSecond\":32.0,\"skipped\":2,"
                    + "\"memoryBytes\":329084928}";

    private static StepMetrics decode(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return StepMetricsJson.decode(bytes, bytes.length);
    }

    @Test
    void stepIsEncodedWithTheseKeys() {
        assertThat(StepMetricsJson.encode(METRICS)).hasToString(LINE);
        assertThat(decode(LINE)).isEqualTo(METRICS);
    }

    @Test
    void lineOfAnEarlierVersionIsDecoded() {
        assertThat(decode("{\"step\":3,\"epoch\":1,\"loss\":0.75,\"learningRate\":1.0E-4,\"gradientNorm\":2.5,"
                        + "\"pictures\":8,\"seconds\":0.25,\"waitSeconds\":0.0625,\"picturesPerSecond\":32.0,\"skipped\":2,"
                        + "\"memoryBytes\":329084928}"))
                .isEqualTo(METRICS);
    }

    @Test
    void nonFiniteNumbersAreReadBack() {
        StepMetrics read = decode(
                StepMetricsJson.encode(new StepMetrics(1, 0, Double.NaN, 0.1, Double.POSITIVE_INFINITY, 8, 1, 0, 0, 0))
                        .toString());

        assertThat(read.loss()).isNaN();
        assertThat(read.gradientNorm()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(decode("{\"step\":1,\"loss\":NaN}").loss()).isNaN();
    }

    @Test
    void missingNumbersAreZeroOrNanAndUnknownPropertiesAreIgnored() {
        StepMetrics read = decode("{\"step\":4,\"later\":{\"step\":9,\"list\":[1]}}");

        assertThat(read.step()).isEqualTo(4);
        assertThat(read.memoryBytes()).isZero();
        assertThat(read.loss()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "7",
                "{\"loss\":1}",
                "{\"step\":1",
                "{\"step\":1} {\"step\":2}",
                "{\"step\":\"x\"}"
            })
    void otherTextIsRefused(String line) {
        assertThatThrownBy(() -> decode(line)).isInstanceOf(RuntimeException.class);
    }
}
