package dev.pixio.data.tar;

import dev.pixio.data.LeftOut;
import dev.pixio.data.tar.stream.ArchiveImages;
import dev.pixio.data.tar.stream.ByteFeed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Archives with their indices: their images are numbered from the first of the first archive to the last of the last. */
final class TarSet implements ArchiveImages {

    private final List<Archive> archives;
    private final List<TarIndex> indices;
    private final long[] starts;

    /** An image by its archive and its number in the archive. */
    record Place(int archive, int image) {}

    TarSet(List<Archive> archives, List<TarIndex> indices) {
        this.archives = List.copyOf(archives);
        this.indices = List.copyOf(indices);
        this.starts = new long[archives.size() + 1];
        for (int i = 0; i < indices.size(); i++) {
            starts[i + 1] = starts[i] + indices.get(i).size();
        }
    }

    @Override
    public long size() {
        return starts[archives.size()];
    }

    @Override
    public int groups() {
        return archives.size();
    }

    @Override
    public int images(int archive) {
        return indices.get(archive).size();
    }

    @Override
    public long offset(int archive, int image) {
        return indices.get(archive).offset(image);
    }

    @Override
    public long bytes(int archive, int image) {
        return indices.get(archive).bytes(image);
    }

    @Override
    public String location(int archive) {
        return archives.get(archive).location();
    }

    @Override
    public ByteFeed open(int archive, long position) throws IOException {
        return archives.get(archive).feedAt(position);
    }

    @Override
    public long start(int archive) {
        return starts[archive];
    }

    boolean isDirect() {
        return archives.stream().allMatch(Archive::isDirect);
    }

    Place place(long image) {
        if (image < 0 || image >= size()) {
            throw new IndexOutOfBoundsException("image " + image + " of " + size());
        }
        int found = Arrays.binarySearch(starts, image);
        int archive = found >= 0 ? found : -found - 2;
        while (starts[archive + 1] == starts[archive]) { // archives without images
            archive++;
        }
        return new Place(archive, (int) (image - starts[archive]));
    }

    /** The name in its archive, after that of the archive if there are several. */
    String name(long image) {
        Place place = place(image);
        String name = indices.get(place.archive).name(place.image);
        return archives.size() == 1 ? name : archives.get(place.archive).fileName() + "/" + name;
    }

    String label(long image) {
        Place place = place(image);
        return indices.get(place.archive).label(place.image);
    }

    Archive archive(long image) {
        return archives.get(place(image).archive);
    }

    List<Archive> archives() {
        return archives;
    }

    LeftOut leftOut() {
        Map<String, Long> counts = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        indices.forEach(index -> index.leftOut().forEach((kind, count) -> counts.merge(kind, count, Long::sum)));
        counts.forEach((kind, count) -> lines.add(String.format(Locale.ROOT, "%,d %s", count, kind)));
        long damaged = 0;
        for (int i = 0; i < archives.size(); i++) {
            String damage = indices.get(i).damage();
            if (!damage.isEmpty()) {
                damaged++;
                lines.add("the rest of " + archives.get(i).fileName() + ": " + damage);
            }
        }
        if (damaged > 0) {
            counts.put("ends of damaged archives", damaged);
        }
        return new LeftOut(counts, lines, damaged);
    }
}
