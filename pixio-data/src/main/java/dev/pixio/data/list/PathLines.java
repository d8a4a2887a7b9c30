package dev.pixio.data.list;

import dev.pixio.data.folder.PathTable;
import dev.pixio.io.FailureReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Reads the lines of a list of paths. Memory is that of the paths; a line that no path fills ends the reading. */
final class PathLines {

    /** Characters; no path of an operating system is longer. */
    private static final int LONGEST = 32_768;

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    /** Number of paths between two reports of progress. */
    private static final int PROGRESS = 1024;

    private final LongConsumer progress;
    private final PathTable paths = new PathTable();
    private final StringBuilder line = new StringBuilder();
    private long number = 1;

    private PathLines(LongConsumer progress) {
        this.progress = progress;
    }

    /**
     * The paths of a list, in its order. Empty lines and spaces around a path are left out.
     *
     * @param list text in UTF-8
     * @param progress receives the number of paths so far, from time to time
     * @throws IOException in one line: the list cannot be read, is no text, or has a line that is too long for a path
     */
    static PathTable read(Path list, LongConsumer progress) throws IOException {
        PathLines lines = new PathLines(progress);
        try (Reader reader = new BufferedReader(new InputStreamReader(
                Files.newInputStream(list),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
            lines.read(reader);
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "the list " + list + " is not text in UTF-8, near line " + lines.number
                            + ": it must have one path per line",
                    e);
        } catch (IOException e) {
            throw new IOException("the list " + list + " cannot be read: " + FailureReason.of(e), e);
        }
        return lines.paths;
    }

    private void read(Reader reader) throws IOException {
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n') {
                end();
            } else if (line.length() == LONGEST) {
                throw new IOException("line " + number + " has more than " + LONGEST + " characters, which is no path");
            } else if (c != BYTE_ORDER_MARK || number > 1 || !line.isEmpty()) {
                line.append((char) c);
            }
        }
        end();
    }

    private void end() {
        String path = line.toString().strip();
        line.setLength(0);
        number++;
        if (path.isEmpty()) {
            return;
        }
        int name = path.lastIndexOf('/') + 1;
        paths.add(path.substring(0, name), path.substring(name));
        if (paths.size() % PROGRESS == 0) {
            progress.accept(paths.size());
        }
    }
}
