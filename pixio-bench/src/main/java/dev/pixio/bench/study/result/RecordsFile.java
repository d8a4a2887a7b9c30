package dev.pixio.bench.study.result;

import dev.pixio.io.AppendedFile;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file with one record per line, as JSON. A line that was added is on the disk, and an incomplete last line of a killed process
 * is removed by the next one.
 *
 * @param path of the file, which need not exist
 * @param type of the records
 */
public record RecordsFile<R extends Record>(Path path, Class<R> type) {

    /**
     * All records.
     *
     * @throws IOException if a line other than an incomplete last one is not a record; the message names it
     */
    public List<R> all() throws IOException {
        List<R> records = new ArrayList<>();
        if (!Files.exists(path)) {
            return records;
        }
        byte[] bytes = Files.readAllBytes(path);
        String complete =
                new String(bytes, 0, Math.toIntExact(AppendedFile.completeLines(path)), StandardCharsets.UTF_8);
        int number = 0;
        for (String line : complete.lines().toList()) {
            number++;
            try {
                records.add(JsonMapper.shared().readValue(line, type));
            } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
                throw new IOException(path + " is damaged in line " + number + "; remove the line", e);
            }
        }
        return records;
    }

    /** Adds a record, and flushes it to the disk. */
    public void add(R added) throws IOException {
        boolean isNew = !Files.exists(path);
        try (AppendedFile file = AppendedFile.open(path, AppendedFile.completeLines(path))) {
            file.append(ByteBuffer.wrap(line(added).getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        if (isNew) {
            DurableFile.flushFolder(path.toAbsolutePath().resolveSibling(""));
        }
    }

    /** Keeps some records and removes the others, at once. */
    public void keep(Predicate<R> kept) throws IOException {
        DurableFile.write(
                path, all().stream().filter(kept).map(RecordsFile::line).collect(Collectors.joining()));
    }

    private static String line(Record written) {
        return JsonMapper.shared().writeValueAsString(written) + "\n";
    }
}
