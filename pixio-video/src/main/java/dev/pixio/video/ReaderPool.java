package dev.pixio.video;

import dev.pixio.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Open videos, each at a frame from which it is decoded on. A reader that is shortly before a frame is used for it. Thread-safe. */
final class ReaderPool implements AutoCloseable {

    /** Decoders keep a few frames each: of videos in 4K about 100 MB. */
    private static final int MOST_OPEN = 8;

    private final long maxPixels;

    /** Readers that nobody uses, from the one that was not used for longest. Guarded by this. */
    private final List<Idle> idle = new ArrayList<>();

    private boolean closed;

    private record Idle(Path file, FrameReader reader) {}

    ReaderPool(long maxPixels) {
        this.maxPixels = maxPixels;
    }

    RgbImage read(Path file, VideoIndex index, int frame) throws VideoException {
        long time = index.time(frame);
        FrameReader reader = take(file, index, time);
        boolean usable = false;
        try {
            RgbImage image = reader.read(time, index);
            usable = true;
            return image;
        } finally {
            if (usable) {
                giveBack(new Idle(file, reader));
            } else {
                reader.close();
            }
        }
    }

    /** A reader that only decodes on, or else any of the file, or else a new one. */
    private FrameReader take(Path file, VideoIndex index, long time) throws VideoException {
        synchronized (this) {
            int best = -1;
            for (int i = 0; i < idle.size(); i++) {
                if (idle.get(i).file.equals(file)) {
                    best = i;
                    if (idle.get(i).reader.isBefore(time, index)) {
                        break;
                    }
                }
            }
            if (best >= 0) {
                return idle.remove(best).reader;
            }
        }
        return FrameReader.of(file, maxPixels);
    }

    private void giveBack(Idle reader) {
        @Nullable Idle surplus = null;
        synchronized (this) {
            idle.add(reader);
            if (closed || idle.size() > MOST_OPEN) {
                surplus = idle.remove(0);
            }
        }
        if (surplus != null) {
            surplus.reader.close();
        }
    }

    @Override
    public void close() {
        List<Idle> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(idle);
            idle.clear();
        }
        open.forEach(one -> one.reader.close());
    }
}
