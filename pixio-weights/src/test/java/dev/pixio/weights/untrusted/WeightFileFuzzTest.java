package dev.pixio.weights.untrusted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFileFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void mutantsLoadOrAreRefused() throws IOException {
        WeightFileFuzz fuzz = new WeightFileFuzz(folder, 1);

        fuzz.run(2_000_000_000L);

        assertThat(fuzz.counts().loaded()).isPositive();
        assertThat(fuzz.counts().refused()).isPositive();
    }
}
