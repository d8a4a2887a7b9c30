package dev.pixio.embed.file;

import dev.pixio.data.SkippedImage;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The images that could not be read, beside a file or in a folder of results: one JSON object per line, with {@code path} and {@code reason}. */
public final class SkippedFile {

    private static final Logger LOG = LoggerFactory.getLogger(SkippedFile.class);

    private SkippedFile() {}

    /** Writes the images; without any, an older file is deleted. */
    public static void write(Path path, List<SkippedImage> skipped) throws IOException {
        if (skipped.isEmpty()) {
            Files.deleteIfExists(path);
            return;
        }
        DurableFile.writeStream(path, out -> {
            for (SkippedImage image : skipped) {
                String line = JsonMapper.shared()
                        .createObjectNode()
                        .put("path", image.name())
                        .put("reason", image.reason())
                        .toString();
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** The names of the images; those of damaged lines are left out. Empty if there is no such file. */
    static Set<String> names(Path path) throws IOException {
        Set<String> names = new HashSet<>();
        if (Files.isRegularFile(path)) {
            for (String line : new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                try {
                    names.add(JsonMapper.shared().readTree(line).path("path").asString(""));
                } catch (JacksonException e) {
                    LOG.debug("{} has a line that is not JSON", path, e);
                }
            }
        }
        return names;
    }
}
