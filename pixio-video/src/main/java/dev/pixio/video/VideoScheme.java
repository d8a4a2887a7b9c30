package dev.pixio.video;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.folder.FolderFiles;
import dev.pixio.data.open.DataScheme;
import dev.pixio.data.open.FilePatterns;
import dev.pixio.data.open.SourceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
