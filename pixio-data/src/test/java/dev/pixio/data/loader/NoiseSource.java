package dev.pixio.data.loader;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Images of noise seeded by their index; some are unreadable. */
class NoiseSource implements ImageSource {

    private final long size;
    private final Set<Long> unreadable;
    final AtomicLong reads = new AtomicLong();

    NoiseSource(long size, Set<Long> unreadable) {
        this.size = size;
        this.unreadable = unreadable;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public String name(long index) {
        return "noise " + index;
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        reads.incrementAndGet();
        if (unreadable.contains(index)) {
            throw new ImageReadException("truncated JPEG");
        }
        RgbImage image = RgbImage.of(20, 16);
        byte[] pixels = new byte[3 * 20 * 16];
        new Random(index).nextBytes(pixels);
        image.data().put(pixels);
        return image;
    }

    @Override
    public String description() {
        return size + " noise images";
    }
}
