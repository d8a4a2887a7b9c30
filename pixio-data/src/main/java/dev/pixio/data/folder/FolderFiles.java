package dev.pixio.data.folder;

import dev.pixio.data.LeftOut;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * The files below a folder, for sources of other kinds than images, which are found as images are: in natural order, without hidden ones and those
 * of runs, symbolic links followed, and each file once.
 *
 * @param names paths relative to the folder, with slashes
 * @param leftOut links and folders that are left out
 */
public record FolderFiles(List<String> names, LeftOut leftOut) {

    public FolderFiles {
        names = List.copyOf(names);
    }

    /**
     * Finds files.
     *
     * @param wanted whether a name, without folders, is that of such a file
     * @param outputs files and folders that are left out because the caller writes them
     * @throws IOException in one line: the folder cannot be listed
     */
    public static FolderFiles of(Path folder, Predicate<String> wanted, Set<Path> outputs) throws IOException {
        FolderWalk.Result found = FolderWalk.ofOtherKind(folder, wanted, outputs);
        return new FolderFiles(names(found.files()), found.leftOut());
    }

    /**
     * The paths of the files up to one.
     *
     * @param last whether a name is that of the last file
     * @throws IOException in one line: the folder cannot be listed
     */
    public static List<String> upTo(Path folder, Predicate<String> last) throws IOException {
        return names(FolderWalk.upTo(folder, last));
    }

    private static List<String> names(PathTable files) {
        return LongStream.range(0, files.size()).mapToObj(files::get).toList();
    }
}
