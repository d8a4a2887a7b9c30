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
        FeatureNumber number = header.number();
        ByteBuffer row = ByteBuffer.allocate(header.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        try (BufferedReader text = Files.newBufferedReader(path)) {
            text.readLine();
            for (String name = name(text); !name.isEmpty(); name = name(text)) {
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
            throw FeatureFileException.invalid(path, "it contains a value that is not a number: " + e.getMessage());
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
