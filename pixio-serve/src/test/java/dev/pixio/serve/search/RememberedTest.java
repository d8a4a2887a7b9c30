package dev.pixio.serve.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RememberedTest {

    private final Remembered<String, Integer> lengths = new Remembered<>();
    private int computed;

    @Test
    void aValueIsComputedOnceForAState() throws IOException {
        assertThat(length("one")).isEqualTo(3);
        assertThat(length("one")).isEqualTo(3);
        assertThat(computed).isEqualTo(1);
        assertThat(length("three")).isEqualTo(5);
        assertThat(length("one")).isEqualTo(3);
        assertThat(computed).isEqualTo(3);
    }

    @Test
    void aFailureIsNotRemembered() throws IOException {
        assertThatThrownBy(() -> lengths.get(() -> "one", () -> {
                    throw new IOException("no connection");
                }))
                .hasMessage("no connection");
        assertThat(length("one")).isEqualTo(3);
    }

    private int length(String state) throws IOException {
        return lengths.get(() -> state, () -> {
            computed++;
            return state.length();
        });
    }
}
