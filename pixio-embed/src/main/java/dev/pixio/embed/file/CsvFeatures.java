package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.embed.log.FeatureSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CSV, quoted as in RFC 4180; the header is in a JSON file beside it. Numbers have as many digits as reading back the
 * same value takes.
 */
final class CsvFeatures implements FeatureFormat.FeatureFile {

    @Override
    public void write(Path path, FeatureLog log) throws IOException {
        StagedFeatureFile.writePair(path, out -> table(log, out), SidecarFile.of(path), SidecarFile.of(log.header()));
    }

    private static void table(FeatureLog log, OutputStream out) throws IOException {
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        text.write("path");
        for (int i = 0; i < log.header().origin().dimension(); i++) {
            text.write(",f" + i);
        }
        text.write('\n');
        FeatureNumber number = log.header().number();
        log.forEach((name, row) -> {
            text.write(quoted(name));
            while (row.hasRemaining()) {
                text.write(',');
                text.write(Float.toString(number.get(row)));
            }
            text.write('\n');
        });
        text.flush();
    }

    private static String quoted(String name) {
        boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public FeatureHeader header(Path path) throws IOException {
        return SidecarFile.header(path);
    }

    @Override
    public void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException {
        requireWholeLines(path);
        FeatureNumber number = header.number();
        ByteBuffer row = ByteBuffer.allocate(header.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        String name = "";
        try (BufferedReader text = Files.newBufferedReader(path)) {
            text.readLine();
            for (name = name(text); !name.isEmpty(); name = name(text)) {
                String line = text.readLine();
                row.clear();
                int begin = 0;
                while (line != null && begin <= line.length() && row.hasRemaining()) {
                    int comma = line.indexOf(',', begin);
                    int end = comma < 0 ? line.length() : comma;
                    number.put(row, Float.parseFloat(line.substring(begin, end)));
                    begin = end + 1;
                }
                if (line == null || row.hasRemaining() || begin <= line.length()) {
                    throw FeatureFileException.invalid(
                            path,
                            "the line of " + name + " does not have "
                                    + header.origin().dimension() + " numbers");
                }
                sink.accept(name, row.flip());
            }
        } catch (NumberFormatException e) {
            throw FeatureFileException.invalid(path, "the line of " + name + " has a value that is not a number");
        }
    }

    /** A number that was cut off is often a number, too: only the end of the line shows that it is whole. */
    private static void requireWholeLines(Path path) throws IOException {
        try (SeekableByteChannel bytes = Files.newByteChannel(path)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            bytes.position(Math.max(0, bytes.size() - 1));
            if (bytes.read(last) < 1 || last.get(0) != '\n') {
                throw FeatureFileException.invalid(path, "its last line does not end; it may be cut off");
            }
        }
    }

    /** The first field of a line with the comma after it; empty at the end of the file. */
    private static String name(BufferedReader text) throws IOException {
        StringBuilder name = new StringBuilder();
        boolean inQuotes = false;
        for (int c = text.read(); c >= 0 && (inQuotes || c != ','); c = text.read()) {
            if (c != '"') {
                name.append((char) c);
                continue;
            }
            inQuotes = !inQuotes;
            text.mark(1);
            if (!inQuotes && text.read() == '"') {
                name.append('"');
                inQuotes = true;
            } else {
                text.reset();
            }
        }
        return name.toString();
    }
}
