package dev.pixio.embed.log;

import dev.pixio.data.SkippedImage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The features and unreadable images of a batch, to be added to a {@link FeatureLog}. */
public final class FeatureBatch {

    private final FeatureNumber number;
    private final List<String> names = new ArrayList<>();
    private final List<byte[]> features = new ArrayList<>();
    private final List<SkippedImage> skipped = new ArrayList<>();

    /** An empty batch that stores features in a number format. */
    public FeatureBatch(FeatureNumber number) {
        this.number = number;
    }

    /**
     * Adds an image and its features.
     *
     * @throws IllegalArgumentException with the image, if a feature is too large for the number format
     */
    public void add(String name, float[] values) {
        ByteBuffer row = ByteBuffer.allocate(Math.multiplyExact(values.length, number.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (float value : values) {
                number.put(row, value);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
        names.add(name);
        features.add(row.array());
    }

    /** Adds a row that is encoded already. */
    public void add(String name, ByteBuffer row) {
        byte[] copy = new byte[row.remaining()];
        row.duplicate().get(copy);
        names.add(name);
        features.add(copy);
    }

    void skip(SkippedImage image) {
        skipped.add(image);
    }

    /** The number of images with features. */
    public int rows() {
        return names.size();
    }

    List<SkippedImage> skipped() {
        return List.copyOf(skipped);
    }

    void write(DataOutputStream data) throws IOException {
        data.writeInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            writeText(data, names.get(i));
            data.write(features.get(i));
        }
        data.writeInt(skipped.size());
        for (SkippedImage image : skipped) {
            data.writeLong(image.index());
            writeText(data, image.name());
            writeText(data, image.reason());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param rowBytes size of the features of an image
     * @param sink receives the rows
     * @return the unreadable images
     * @throws EOFException if a size in it is not that of its content
     */
    static List<SkippedImage> visit(DataInputStream data, int rowBytes, FeatureSink sink) throws IOException {
        int rows = data.readInt();
        if (rows > 0 && rowBytes > data.available()) {
            throw new EOFException(); // before memory is allocated for a size that is not true
        }
        ByteBuffer row = ByteBuffer.allocate(rows > 0 ? rowBytes : 0).order(ByteOrder.LITTLE_ENDIAN);
        for (int remaining = rows; remaining > 0; remaining--) {
            String name = readText(data);
            data.readFully(row.array());
            sink.accept(name, row.clear());
        }
        List<SkippedImage> skipped = new ArrayList<>();
        for (int remaining = data.readInt(); remaining > 0; remaining--) {
            long index = data.readLong();
            if (index < 0) {
                throw new EOFException();
            }
            skipped.add(new SkippedImage(index, readText(data), readText(data)));
        }
        return skipped;
    }

    private static void writeText(DataOutputStream data, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        data.writeInt(bytes.length);
        data.write(bytes);
    }

    private static String readText(DataInputStream data) throws IOException {
        int length = data.readInt();
        if (length < 0 || length > data.available()) {
            throw new EOFException();
        }
        return new String(data.readNBytes(length), StandardCharsets.UTF_8);
    }
}
