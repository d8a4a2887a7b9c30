package dev.pixio.bench.kill;

import dev.pixio.io.FileTree;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** {@code pixio embed --resume} into a file of one format; its output is whole or absent at any time. */
final class EmbedScenario implements KillScenario {

    private static final int IMAGES = 200;
    private static final int SIZE = 40;

    private final String extension;

    EmbedScenario(String extension) {
        this.extension = extension;
    }

    @Override
    public String name() {
        return "embed-" + extension;
    }

    private ChildProcess start(Path folder, Path shared, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "embed",
                "--weights",
                shared.resolve("weights").toString(),
                "--data",
                shared.resolve("images").toString(),
                "--out",
                output(folder).toString(),
                "--quiet",
                "--device",
                "cpu",
                "--precision",
                "fp32",
                "--threads",
                "1",
                "--loader-threads",
                "1",
                "--batch-size",
                "2"));
        arguments.addAll(List.of(more));
        return ChildProcess.pixio(folder.resolve("log"), arguments);
    }

    private Path output(Path folder) {
        return folder.resolve("out").resolve("features." + extension);
    }

    @Override
    public long prepare(Path folder) throws IOException, InterruptedException {
        ChildProcess training = ChildProcess.pixio(
                folder.resolve("log"), TinyTraining.arguments(folder.resolve("weights"), "--no-report"));
        if (training.await() != 0) {
            throw new IOException("the run of the weights failed: " + training.lastLine());
        }
        writeImages(Files.createDirectory(folder.resolve("images")));
        Files.createDirectory(folder.resolve("out"));
        ChildProcess child = start(folder, folder);
        if (child.await() != 0) {
            throw new IOException("the undisturbed export failed: " + child.lastLine());
        }
        return System.nanoTime() - child.started();
    }

    private static void writeImages(Path folder) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < IMAGES; i++) {
            BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
                image.setRGB(pixel % SIZE, pixel / SIZE, random.nextInt(1 << 24));
            }
            ImageIO.write(image, "png", folder.resolve("image-" + i + ".png").toFile());
        }
        Files.writeString(folder.resolve("unreadable.png"), "not an image");
    }

    @Override
    public KilledCommand begin(Path folder, Path reference) throws IOException {
        Files.createDirectory(folder.resolve("out"));
        return new Work(folder, reference);
    }

    private final class Work implements KilledCommand {
        private final Path folder;
        private final Path reference;

        Work(Path folder, Path reference) {
            this.folder = folder;
            this.reference = reference;
        }

        /** Most starts resume; some begin again. */
        @Override
        public ChildProcess start(SplittableRandom random) throws IOException {
            return EmbedScenario.this.start(folder, reference, random.nextInt(8) == 0 ? "--overwrite" : "--resume");
        }

        @Override
        public boolean isBusy() {
            return Unfinished.existsIn(folder.resolve("out"), "{.*,*.new}"); // the log .part is there all the time
        }

        @Override
        public List<String> problemsAfterKill() throws IOException {
            Path output = output(folder);
            return Files.exists(output) ? differences(List.of(output)) : List.of();
        }

        @Override
        public List<String> problemsAtEnd() throws IOException {
            List<String> problems = new ArrayList<>();
            List<String> names = names(folder.resolve("out"));
            List<String> expected = names(reference.resolve("out"));
            if (!names.equals(expected)) {
                problems.add("the files are " + names + ", not " + expected);
            }
            List<Path> files =
                    names.stream().map(folder.resolve("out")::resolve).toList();
            problems.addAll(differences(files));
            if (problems.isEmpty()) {
                FileTree.delete(folder.resolve("out"));
            }
            return problems;
        }

        private List<String> differences(List<Path> files) throws IOException {
            List<String> differences = new ArrayList<>();
            for (Path file : files) {
                Path expected = reference.resolve("out").resolve(file.getFileName());
                if (Files.isRegularFile(expected) && Files.mismatch(file, expected) >= 0) {
                    differences.add(file.getFileName() + " differs from that of the undisturbed export at byte "
                            + Files.mismatch(file, expected));
                }
            }
            return differences;
        }

        private static List<String> names(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString()).sorted().toList();
            }
        }
    }
}
