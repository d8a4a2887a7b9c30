package dev.pixio.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RoundsFileTest {

    @TempDir
    private Path folder;

    private static ObjectNode round(int kills) {
        return JsonMapper.shared().createObjectNode().put("seed", 5).put("kills", kills);
    }

    @Test
    void roundsOfSeveralStartsAddUp() throws IOException {
        Path file = folder.resolve("new").resolve("kills.jsonl");
        new RoundsFile(file).add(round(3));
        Files.writeString(file, "{\"kills\":7", StandardOpenOption.APPEND); // of a killed process

        new RoundsFile(file).add(round(4));

        assertThat(new RoundsFile(file).totals())
                .containsEntry("rounds", 2L)
                .containsEntry("kills", 7L)
                .doesNotContainKey("seed");
    }
}
