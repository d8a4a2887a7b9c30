package dev.pixio.data.tar;

import dev.pixio.data.remote.RemoteFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The numbers of samples that WebDataset's {@code sizes.json} beside archives states, by their names. They are compared with what an archive
 * has, because one that is cut off between two members is a valid archive. Thread-safe.
 */
final class SampleCounts {

    private static final Logger LOG = LoggerFactory.getLogger(SampleCounts.class);

    private static final String NAME = "sizes.json";
    private static final int LARGEST = 16 << 20;

    /** Short, because the file is optional, and archives wait for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Map<String, Long>> byFolder = new ConcurrentHashMap<>();

    /** The number for an archive; empty if there is no such file, or it does not name the archive. */
    OptionalLong of(Archive archive) {
        String location =
                archive.remote().isPresent() ? archive.location().replaceFirst("[?#].*", "") : archive.location();
        String folder = location.substring(0, Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\')) + 1);
        Long count = byFolder.computeIfAbsent(folder, SampleCounts::read).get(archive.fileName());
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private static Map<String, Long> read(String folder) {
        String location = folder + NAME;
        Map<String, Long> counts = new HashMap<>();
        try {
            for (Map.Entry<String, JsonNode> entry :
                    JsonMapper.shared().readTree(bytes(location)).properties()) {
                if (entry.getValue().isIntegralNumber()) {
                    counts.put(entry.getKey(), entry.getValue().asLong());
                }
            }
        } catch (IOException | JacksonException e) {
            LOG.debug("{} is not read", location, e); // there need not be one
        }
        return counts;
    }

    private static byte[] bytes(String location) throws IOException {
        if (RemoteFile.isAddress(location)) {
            return RemoteFile.readOnce(location, TIMEOUT, LARGEST);
        }
        try (InputStream in = Files.newInputStream(Path.of(location))) {
            return in.readNBytes(LARGEST);
        }
    }
}
