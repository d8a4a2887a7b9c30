package dev.pixio.data.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

    @Test
    void digitsAreComparedAsNumbers() {
        List<String> ordered = List.of(
                "",
                "007",
                "7",
                "0010",
                "99999999999999999998",
                "99999999999999999999",
                "a",
                "A1",
                "a01",
                "a1",
                "a1b",
                "a2",
                "a10",
                "img2.jpg",
                "img10.jpg");
        for (int seed = 0; seed < 20; seed++) {
            List<String> shuffled = new ArrayList<>(ordered);
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.sort(NaturalOrder.INSTANCE);
            assertThat(shuffled).isEqualTo(ordered);
        }
    }
}
