package dev.pixio.data.folder;

import dev.pixio.data.folder.LeftOutTally.Cause;
import dev.pixio.io.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a listing leaves out because this program wrote it: the output of the command that lists, and the folders of runs, whose
 * reconstructions are no data. Of a run that the images lie in, or beside, only what it wrote is left out.
 */
final class OwnFiles {

    /** Folders whose answer is remembered: the targets of links are often in few folders. */
    private static final int MAX_KNOWN = 10_000;

    private final Path realRoot;
    private final Set<Path> outputs = new HashSet<>();
    private final Set<Path> runFolders = new HashSet<>();
    private final Map<Path, Boolean> known = new HashMap<>();

    /**
     * @param realRoot the folder that is listed
     * @param outputs files and folders that the command writes; they need not exist
     */
    OwnFiles(Path realRoot, Set<Path> outputs) throws IOException {
        this.realRoot = realRoot;
        for (Path output : outputs) {
            if (Files.exists(output)) {
                add(output.toRealPath());
            }
        }
        if (RunFiles.looksLikeRun(realRoot)) {
            addParts(realRoot);
        }
    }

    private void add(Path output) {
        if (realRoot.startsWith(output)) {
            addParts(output);
        } else {
            outputs.add(output);
        }
    }

    private void addParts(Path run) {
        RunFiles.FOLDERS.forEach(name -> runFolders.add(run.resolve(name)));
    }

    /** Why a folder below the root is left out, if it is. */
    Optional<Cause> causeFor(Path folder, List<String> names) {
        boolean mayBeRun = !folder.equals(realRoot)
                && (names.contains(RunFiles.CONFIG)
                        || names.contains(RunFiles.METRICS)
                        || names.contains(RunFiles.RECONSTRUCTIONS));
        return causeFor(folder, mayBeRun && isRun(folder));
    }

    private Optional<Cause> causeFor(Path folder, boolean run) {
        if (runFolders.contains(folder)) {
            return Optional.of(Cause.RUN_FOLDER);
        }
        if (run) {
            return Optional.of(Cause.RUN);
        }
        return outputs.contains(folder) ? Optional.of(Cause.OUTPUT) : Optional.empty();
    }

    /** Whether a folder directly below the root, with links resolved, is left out. */
    boolean leavesOut(Path folder) {
        return causeFor(folder, isRun(folder)).or(() -> causeForLink(folder)).isPresent();
    }

    /** Whether a folder below the root is a run or in one, so that a listing does not come to it. */
    boolean isInRun(Path folder) {
        for (Path above = folder; above != null && !above.equals(realRoot); above = above.getParent()) {
            if (isRun(above)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a file that was found without a link is an output. */
    boolean isOutput(Path file) {
        return !outputs.isEmpty() && outputs.contains(file);
    }

    /**
     * Why the target of a link is left out, if it is: it is an output or in one, or among the images that a run draws. Other
     * images in the folder of a run may be its data.
     */
    Optional<Cause> causeForLink(Path target) {
        for (Path above = target; above != null; above = above.getParent()) {
            if (runFolders.contains(above) || isDrawn(above)) {
                return Optional.of(Cause.RUN_FOLDER);
            }
            if (outputs.contains(above)) {
                return Optional.of(Cause.OUTPUT);
            }
        }
        return Optional.empty();
    }

    private boolean isDrawn(Path path) {
        Path name = path.getFileName();
        Path run = path.getParent();
        return name != null && run != null && RunFiles.DRAWN.contains(name.toString()) && isRun(run);
    }

    private boolean isRun(Path folder) {
        if (known.size() == MAX_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(folder, RunFiles::looksLikeRun);
    }
}
