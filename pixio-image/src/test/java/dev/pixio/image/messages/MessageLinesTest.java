package dev.pixio.image.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MessageLinesTest {

    private final MessageLines lines = new MessageLines(line -> line.startsWith("damage"));

    @Test
    void partsMakeLinesWithoutBlankOnes() {
        lines.append("a");
        lines.append("b\n\n  \r\nc");
        assertThat(lines.all()).containsExactly("ab", "c");
    }

    @Test
    void ofManyLinesTheFirstTheLastAndTheImportantOnesAreKept() {
        for (int i = 0; i < 10_000; i++) {
            lines.append((i == 5_000 ? "damage " : "warning ") + i + '\n');
        }
        List<String> kept = lines.all();
        assertThat(kept)
                .hasSize(2 * MessageLines.KEPT + 1)
                .startsWith("warning 0", "warning 1")
                .contains("damage 5000")
                .endsWith("warning 9998", "warning 9999");
    }

    @Test
    void theTextIsLimited() {
        for (int i = 0; i < 10_000; i++) {
            lines.append("damage " + "x".repeat(5000) + '\n');
        }
        assertThat(lines.all())
                .hasSize(3 * MessageLines.KEPT)
                .allSatisfy(line -> assertThat(line).hasSize(MessageLines.LONGEST_LINE));
    }
}
