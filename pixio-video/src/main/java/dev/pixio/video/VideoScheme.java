package dev.pixio.video;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.folder.FolderFiles;
import dev.pixio.data.open.ClassifiedSource;
import dev.pixio.data.open.DataScheme;
import dev.pixio.data.open.FilePatterns;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.io.RealPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Videos: paths, with braces and wildcards, or a folder, and after a {@code #} the choice of frames. A folder has one, because without it only its
 * images are meant. Found by {@link java.util.ServiceLoader}.
 */
public final class VideoScheme implements DataScheme {

    private static final Pattern VIDEO =
            Pattern.compile(".*\\.(?:mp4|m4v|mov|mkv|webm|avi)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern CHOSEN = Pattern.compile("(.+)#((?:every|fps|at):[^#/]*)", Pattern.DOTALL);

    @Override
    public boolean accepts(String value) {
        return FilePatterns.exists(value)
                ? isVideoFile(value)
                : CHOSEN.matcher(value).matches() || isVideo(value);
    }

    private static boolean isVideoFile(String value) {
        return isVideo(value) && !FilePatterns.isFolder(value);
    }

    private static boolean isVideo(String value) {
        return FilePatterns.isEach(value, name -> VIDEO.matcher(name).matches());
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        return source(value, settings);
    }

    /** The class of a frame is the folder of its video: of a folder of videos, the first folder within it. */
    @Override
    public Optional<LabelledSource> openLabelled(String value, SourceSettings settings) throws IOException {
        VideoSource source = source(value, settings);
        try {
            Matcher chosen = CHOSEN.matcher(value);
            boolean folder = chosen.matches() && FilePatterns.isFolder(chosen.group(1));
            return Optional.of(ClassifiedSource.of(
                    source,
                    index -> folder
                            ? first(source.video(index).name())
                            : parent(source.video(index).path()),
                    "the folders of videos are their classes",
                    new VideoFiles(source)));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** The first folder of a name; empty if it has none. */
    private static String first(String name) {
        return name.substring(0, Math.max(0, name.indexOf('/')));
    }

    private static String parent(Path video) {
        Path folder = video.toAbsolutePath().normalize().getParent();
        return folder == null ? "" : Objects.toString(folder.getFileName(), "");
    }

    private record VideoFiles(VideoSource source) implements ClassifiedSource.Files {

        @Override
        public String revision(long index) throws IOException {
            Path path = source.video(index).path();
            return Files.size(path) + "@" + Files.getLastModifiedTime(path).toMillis();
        }

        @Override
        public Set<String> places() {
            return source.paths().stream()
                    .map(path -> RealPath.of(path).toString())
                    .collect(Collectors.toSet());
        }
    }

    private static VideoSource source(String value, SourceSettings settings) throws IOException {
        Matcher chosen = CHOSEN.matcher(value);
        boolean whole = FilePatterns.exists(value) || !chosen.matches();
        String pattern = whole ? value : chosen.group(1);
        FrameChoice choice = whole ? FrameChoice.DEFAULT : FrameChoice.parse(chosen.group(2));
        if (FilePatterns.isFolder(pattern)) {
            Path folder = Path.of(pattern);
            FolderFiles found = FolderFiles.of(folder, VideoScheme::isVideo, settings.outputs());
            return source(inFolder(folder, found), found.leftOut(), pattern, choice, settings);
        }
        return source(named(pattern), LeftOut.NONE, pattern, choice, settings);
    }

    private static VideoSource source(
            List<VideoSource.NamedFile> files,
            LeftOut others,
            String pattern,
            FrameChoice choice,
            SourceSettings settings)
            throws IOException {
        return VideoSource.of(files, others, pattern, choice, settings.decoder().maxPixels(), settings.progress());
    }

    private static List<VideoSource.NamedFile> inFolder(Path folder, FolderFiles found) throws IOException {
        if (found.names().isEmpty()) {
            throw new IOException("no videos in " + folder + ": looked for mp4 m4v mov mkv webm avi");
        }
        return found.names().stream()
                .map(name -> new VideoSource.NamedFile(name, folder.resolve(name)))
                .toList();
    }

    private static List<VideoSource.NamedFile> named(String pattern) throws IOException {
        List<Path> paths = FilePatterns.files(pattern, "video", "videos");
        List<String> names =
                FilePatterns.names(paths.stream().map(Path::toString).toList());
        List<VideoSource.NamedFile> files = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            files.add(new VideoSource.NamedFile(names.get(i), paths.get(i)));
        }
        return files;
    }
}
