package dev.pixio.video;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.OpenCvSetup;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Chosen frames of videos, one video after the other. Any frame can be read: a reader seeks to the key frame before it and decodes from there. */
public final class VideoSource implements ImageSource {

    /**
     * A video.
     *
     * @param name in the names of its frames
     * @param path of the file
     */
    public record NamedFile(String name, Path path) {}

    static {
        OpenCvSetup.start();
    }

    private record Video(NamedFile file, VideoIndex index) {}

    private final List<Video> videos;
    private final long[] starts;
    private final boolean named;
    private final LeftOut others;
    private final List<String> leftOut; // of videos that are not used
    private final ReaderPool readers;
    private final String description;

    private VideoSource(
            List<Video> videos, boolean named, List<String> leftOut, LeftOut others, long maxPixels, String value) {
        this.others = others;
        this.videos = videos;
        this.named = named;
        this.leftOut = leftOut;
        this.readers = new ReaderPool(maxPixels);
        this.starts = new long[videos.size() + 1];
        for (int i = 0; i < videos.size(); i++) {
            starts[i + 1] = starts[i] + videos.get(i).index.size();
        }
        this.description = String.format(
                Locale.ROOT,
                "%,d frame%s of %s%s",
                size(),
                size() == 1 ? "" : "s",
                value,
                videos.size() == 1 ? "" : " (" + videos.size() + " videos)");
    }

    /**
     * Opens videos. The packets of each are read once, to find the times of its frames. A file that is no video is left out. Of a
     * video that is cut off the frames that it has are used.
     *
     * @param files at least one
     * @param others what was left out before
     * @param value what the user gave, for messages
     * @param choice of frames
     * @param maxPixels largest permitted number of pixels of a frame
     * @param progress receives the number of frames found so far
     * @throws IOException in one line: no file has such a frame
     */
    public static VideoSource of(
            List<NamedFile> files,
            LeftOut others,
            String value,
            FrameChoice choice,
            long maxPixels,
            LongConsumer progress)
            throws IOException {
        List<Video> videos = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        List<String> withoutFrames = new ArrayList<>();
        long found = 0;
        for (NamedFile file : files) {
            if (!Files.isRegularFile(file.path)) {
                throw new IOException(
                        Files.exists(file.path) ? file.path + " is no file" : "no such file: " + file.path);
            }
            try {
                VideoIndex index = VideoIndex.of(file.path, choice, maxPixels);
                if (index.size() == 0) {
                    withoutFrames.add(file.name + ": it has no frame for " + choice);
                    continue;
                }
                videos.add(new Video(file, index));
                found += index.size();
                progress.accept(found);
            } catch (VideoException e) {
                leftOut.add(file.name + ": " + e.getMessage());
            } catch (LinkageError e) {
                throw new IOException(
                        "FFmpeg, which reads videos, cannot be loaded on this system: " + e.getMessage(), e);
            }
        }
        if (videos.isEmpty()) {
            throw new IOException(
                    "no frames of videos in " + value + ": " + (leftOut.isEmpty() ? withoutFrames : leftOut).get(0));
        }
        return new VideoSource(videos, files.size() > 1, leftOut, joined(others, withoutFrames), maxPixels, value);
    }

    private static LeftOut joined(LeftOut others, List<String> withoutFrames) {
        if (withoutFrames.isEmpty()) {
            return others;
        }
        Map<String, Long> counts = new LinkedHashMap<>(others.counts());
        counts.put("videos without such a frame", (long) withoutFrames.size());
        return new LeftOut(
                counts,
                Stream.concat(others.lines().stream(), withoutFrames.stream()).toList(),
                others.unreadable());
    }

    @Override
    public long size() {
        return starts[videos.size()];
    }

    private int numberOf(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("frame " + index + " of " + size());
        }
        int found = Arrays.binarySearch(starts, index); // each has a frame
        return found >= 0 ? found : -found - 2;
    }

    /** The time of the frame after the start of its video, after the name of the video if there are several. */
    @Override
    public String name(long index) {
        int video = numberOf(index);
        String time = videos.get(video).index.name((int) (index - starts[video]));
        return named ? videos.get(video).file.name + "/" + time : time;
    }

    /** The video of a frame. */
    NamedFile video(long frame) {
        return videos.get(numberOf(frame)).file;
    }

    /** All videos that have frames. */
    List<Path> paths() {
        return videos.stream().map(video -> video.file.path).toList();
    }

    /** The stamp of the video. */
    @Override
    public Optional<Stamp> stamp(long index) {
        return Stamp.of(video(index).path());
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        int number = numberOf(index);
        Video video = videos.get(number);
        try {
            return readers.read(video.file.path, video.index, (int) (index - starts[number]));
        } catch (VideoException e) {
            throw new ImageReadException(String.valueOf(e.getMessage()), e);
        } catch (OutOfMemoryError e) {
            throw ImageReadException.outOfMemory(e);
        }
    }

    /** Videos that cannot be read, and those of which frames are missing. */
    @Override
    public LeftOut leftOut() {
        List<String> parts = videos.stream()
                .filter(video -> !video.index.damage().isEmpty())
                .map(video -> video.file.name + ": " + video.index.damage())
                .toList();
        Map<String, Long> counts = new LinkedHashMap<>(others.counts());
        if (!leftOut.isEmpty()) {
            counts.put("videos that cannot be read", (long) leftOut.size());
        }
        if (!parts.isEmpty()) {
            counts.put("videos of which frames are missing", (long) parts.size());
        }
        return new LeftOut(
                counts,
                Stream.of(others.lines(), leftOut, parts).flatMap(List::stream).toList(),
                others.unreadable() + leftOut.size() + parts.size());
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void close() {
        readers.close();
    }
}
