package dev.pixio.serve.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLimitsTest {

    /** Times whose nanoseconds or milliseconds are more than a long has are among them. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 9_300_000_000L, 86_401, 0, -1, Long.MIN_VALUE})
    void absurdTimesAreRefused(long seconds) {
        RequestLimits limits = RequestLimits.defaults();
        assertThatThrownBy(() -> limits.withTime(Duration.ofSeconds(seconds)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not " + seconds);
    }

    @Test
    void aDayIsTheLongestTime() {
        assertThat(RequestLimits.defaults().withTime(Duration.ofDays(1)).time()).hasDays(1);
    }
}
