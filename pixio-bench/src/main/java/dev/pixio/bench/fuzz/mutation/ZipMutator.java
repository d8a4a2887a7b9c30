package dev.pixio.bench.fuzz.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Changes the entries of a zip archive: names, order, number, compression, and the content of the pickle. */
public record ZipMutator(Mutator pickle) implements Mutator {

    private static final List<String> NAMES = List.of(
            "",
            "/",
            "../x",
            "archive/data.pkl",
            "data.pkl",
            "x/data.pkl",
            "x/data/0",
            "x/data/-1",
            "x/version",
            "a\u0000b");

    private static final class Entry {
        private final String name;
        private final byte[] content;
        private final int method;

        Entry(String name, byte[] content, int method) {
            this.name = name;
            this.content = content;
            this.method = method;
        }
    }

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        try {
            List<Entry> entries = entries(seed);
            if (entries.isEmpty()) {
                return seed;
            }
            for (int changes = 1 + random.nextInt(2); changes > 0 && !entries.isEmpty(); changes--) {
                change(entries, random);
            }
            return written(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void change(List<Entry> entries, SplittableRandom random) {
        int at = random.nextInt(entries.size());
        Entry entry = entries.get(at);
        switch (random.nextInt(10)) {
            case 0 -> entries.remove(at);
            case 1 -> entries.add(random.nextInt(entries.size()), entry);
            case 2 -> Collections.shuffle(entries, new Random(random.nextLong()));
            case 3 -> entries.set(at, new Entry(NAMES.get(random.nextInt(NAMES.size())), entry.content, entry.method));
            case 4 -> entries.set(at, new Entry(entry.name, entry.content, ZipEntry.DEFLATED));
            case 5 ->
                entries.set(
                        at, new Entry(entry.name, entries.get(random.nextInt(entries.size())).content, entry.method));
            default -> {
                int pickled = indexOfPickle(entries, at);
                Entry data = entries.get(pickled);
                byte[] changed = pickle.mutate(data.content, data.content, random);
                entries.set(pickled, new Entry(data.name, changed, data.method));
            }
        }
    }

    private static int indexOfPickle(List<Entry> entries, int otherwise) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).name.endsWith("data.pkl")) {
                return i;
            }
        }
        return otherwise;
    }

    private static List<Entry> entries(byte[] zip) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (ZipFile in = ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(zip))
                .get()) {
            for (ZipArchiveEntry entry : Collections.list(in.getEntries())) {
                entries.add(new Entry(entry.getName(), in.getInputStream(entry).readAllBytes(), ZipEntry.STORED));
            }
        }
        return entries;
    }

    private static byte[] written(List<Entry> entries) throws IOException {
        SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(channel)) {
            for (Entry entry : entries) {
                ZipArchiveEntry header = new ZipArchiveEntry(entry.name);
                header.setMethod(entry.method);
                header.setSize(entry.content.length);
                CRC32 checksum = new CRC32();
                checksum.update(entry.content);
                header.setCrc(checksum.getValue());
                out.putArchiveEntry(header);
                out.write(entry.content);
                out.closeArchiveEntry();
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(channel.array(), 0, (int) channel.size());
        return bytes.toByteArray();
    }
}
