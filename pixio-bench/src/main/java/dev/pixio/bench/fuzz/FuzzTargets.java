package dev.pixio.bench.fuzz;

import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All kinds of files that are changed and read. */
final class FuzzTargets {

    private FuzzTargets() {}

    /**
     * Creates the valid files and the readers.
     *
     * @param folder for all files, which exists and is empty
     * @param only the kinds that are needed; others may be left out. Empty for all
     */
    static List<FuzzTarget> create(Path folder, List<String> only) throws IOException, InterruptedException {
        List<FuzzTarget> targets = new ArrayList<>();
        targets.addAll(ImageTargets.create(Files.createDirectory(folder.resolve("images"))));
        targets.addAll(SourceTargets.create(Files.createDirectory(folder.resolve("sources"))));
        Set<String> names = targets.stream().map(FuzzTarget::name).collect(Collectors.toSet());
        if (!only.isEmpty() && names.containsAll(only)) {
            return targets; // no training
        }
        RunFolder run = TinyRun.create(folder.resolve("run"));
        targets.addAll(WeightTargets.create(Files.createDirectory(folder.resolve("weights")), run));
        targets.addAll(RunTargets.create(folder.resolve("runs"), run));
        targets.addAll(FeatureTargets.create(Files.createDirectory(folder.resolve("features")), run));
        return targets;
    }

    /** The content of a file, as the only seed. */
    static List<byte[]> seed(Path file) throws IOException {
        return List.of(Files.readAllBytes(file));
    }

    /** Copies a folder with its folders. */
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path destination = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(destination);
                } else {
                    Files.copy(file, destination);
                }
            }
        }
    }
}
