package dev.pixio.bench.soak;

import dev.pixio.io.AppendedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The results of a soak test: one line per round, {@code {"time": ..., "name": ..., "kills": 7, ...}}. A line of a round that
 * was interrupted is not written, and an incomplete last line is removed by the next round.
 */
public final class RoundsFile {

    private final Path path;

    /** A file, which need not exist; its folder is created by the first round. */
    public RoundsFile(Path path) {
        this.path = path;
    }

    /** Adds a round, with the current time. */
    public void add(ObjectNode round) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        line.setAll(round);
        try (AppendedFile file = AppendedFile.open(path, AppendedFile.completeLines(path))) {
            file.append(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The sum of each integral number over all rounds, by its key; {@code rounds} is their count. */
    public Map<String, Long> totals() throws IOException {
        Map<String, Long> totals = new LinkedHashMap<>();
        totals.put("rounds", 0L);
        if (!Files.exists(path)) {
            return totals;
        }
        for (String line : Files.readAllLines(path)) {
            JsonNode round;
            try {
                round = JsonMapper.shared().readTree(line);
            } catch (JacksonException e) {
                continue; // the incomplete line of a killed process
            }
            totals.merge("rounds", 1L, Long::sum);
            for (Map.Entry<String, JsonNode> number : round.properties()) {
                if (number.getValue().isIntegralNumber() && !number.getKey().equals("seed")) {
                    totals.merge(number.getKey(), number.getValue().asLong(), Long::sum);
                }
            }
        }
        return totals;
    }
}
