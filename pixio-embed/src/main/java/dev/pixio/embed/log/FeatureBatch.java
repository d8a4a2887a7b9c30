package dev.pixio.embed.log;

import dev.pixio.data.SkippedImage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What became of the images of a batch, as it goes into a {@link FeatureLog}. */
public final class FeatureBatch {

    private final FeatureNumber number;
    private final List<String> names = new ArrayList<>();
    private final List<byte[]> features = new ArrayList<>();
    private final List<SkippedImage> skipped = new ArrayList<>();

    /** An empty batch whose features are stored as such numbers. */
    public FeatureBatch(FeatureNumber number) {
        this.number = number;
    }

    /** An image and its features, one value after the other. */
    public void add(String name, float[] values) {
        ByteBuffer row = ByteBuffer.allocate(Math.multiplyExact(values.length, number.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            number.put(row, value);
        }
        names.add(name);
        features.add(row.array());
    }

    /** A row that is stored already. */
    public void add(String name, ByteBuffer row) {
        byte[] copy = new byte[row.remaining()];
        row.duplicate().get(copy);
        names.add(name);
        features.add(copy);
    }

    void skip(SkippedImage image) {
        skipped.add(image);
    }

    /** Images with features. */
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
     * @param rowBytes of the features of an image
     * @param sink takes the rows
     * @return the images without features
     */
    static List<SkippedImage> visit(DataInputStream data, int rowBytes, FeatureSink sink) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int left = data.readInt(); left > 0; left--) {
            String name = readText(data);
            data.readFully(row.array());
            sink.accept(name, row.clear());
        }
        List<SkippedImage> skipped = new ArrayList<>();
        for (int left = data.readInt(); left > 0; left--) {
            skipped.add(new SkippedImage(data.readLong(), readText(data), readText(data)));
        }
        return skipped;
    }

    private static void writeText(DataOutputStream data, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        data.writeInt(bytes.length);
        data.write(bytes);
    }

    private static String readText(DataInputStream data) throws IOException {
        return new String(data.readNBytes(data.readInt()), StandardCharsets.UTF_8);
    }
}
