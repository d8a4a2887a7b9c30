package dev.pixio.cli.data;

import dev.pixio.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Images with known scores, by {@code tools/reference/score_golden.py}. */
final class ScoredImages {

    static final Path GOLDEN = Path.of("src/test/resources/score");

    private ScoredImages() {}

    /** A new folder {@code images} of three images, a copy of one, and a file that is no image. */
    static Path make(Path folder) throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        for (String name : List.of("flat", "step", "waves")) {
            Files.copy(GOLDEN.resolve(name + ".png"), images.resolve(name + ".png"));
        }
        Files.copy(GOLDEN.resolve("step.png"), images.resolve("step2.png"));
        Files.writeString(images.resolve("page.jpg"), "<!DOCTYPE html><html></html>");
        return images;
    }

    /** Runs {@code data score}. */
    static Cli score(Path images, Path scores, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("data", "score", "--data", images.toString(), "--out", scores.toString()));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }
}
