package dev.pixio.bench.kill;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointFolder;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares the folder of a run that was killed with that of an undisturbed run of the same plan. */
record RunComparison(Path killed, Path undisturbed) {

    /** After a kill: the checkpoint that {@code latest} names is intact. */
    List<String> problemsAfterKill() throws IOException {
        CheckpointFolder checkpoints = new RunFolder(killed).checkpoints();
        if (!Files.exists(checkpoints.path().resolve("latest"))) {
            return List.of();
        }
        Optional<Checkpoint> latest = checkpoints.latest();
        if (latest.isEmpty()) {
            return List.of("after a kill 'latest' names a checkpoint that does not exist");
        }
        return latest.get().damage().stream()
                .map(damage -> "after a kill the latest checkpoint is damaged: " + damage)
                .toList();
    }

    /** At the end: the same weights and metrics, intact checkpoints, and no temporary files. */
    List<String> problemsAtEnd() throws IOException {
        List<String> problems = new ArrayList<>();
        CheckpointFolder checkpoints = new RunFolder(killed).checkpoints();
        for (Checkpoint checkpoint : checkpoints.all()) {
            checkpoint.damage().ifPresent(damage -> problems.add(checkpoint.folder() + " is damaged: " + damage));
        }
        Optional<Checkpoint> last = checkpoints.latest();
        Checkpoint expected = new RunFolder(undisturbed).checkpoints().latest().orElseThrow();
        if (last.isEmpty() || last.get().step() != expected.step()) {
            problems.add("the last checkpoint is " + last + ", not that of step " + expected.step());
        } else {
            addDifference(last.get().model(), expected.model(), problems);
            addDifference(last.get().optimizer(), expected.optimizer(), problems);
        }
        if (!figures(killed).equals(figures(undisturbed))) {
            problems.add("metrics.jsonl differs from that of the undisturbed run");
        }
        temporaryFiles(killed).forEach(file -> problems.add("left behind: " + killed.relativize(file)));
        return problems;
    }

    private static void addDifference(Path file, Path expected, List<String> problems) throws IOException {
        long position = Files.mismatch(file, expected);
        if (position >= 0) {
            problems.add(file.getFileName() + " differs from the undisturbed run at byte " + position);
        }
    }

    /** Metrics without those of time and memory. */
    private static List<String> figures(Path run) throws IOException {
        return Files.readAllLines(new RunFolder(run).metrics()).stream()
                .map(line -> line.replaceFirst(",\"images\".*", ""))
                .toList();
    }

    private static List<Path> temporaryFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.equals(folder))
                    .filter(file -> isTemporary(file.getFileName().toString()))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private static boolean isTemporary(String name) {
        return name.startsWith(".") || name.endsWith(".new") || name.endsWith(".part") || name.endsWith(".tmp");
    }
}
