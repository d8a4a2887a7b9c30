package dev.pixio.bench.fuzz;

import dev.pixio.bench.fuzz.mutation.ByteMutator;
import dev.pixio.bench.fuzz.mutation.FrameMutator;
import dev.pixio.bench.fuzz.mutation.LinesMutator;
import dev.pixio.bench.fuzz.mutation.Mutator;
import dev.pixio.bench.fuzz.mutation.SafetensorsMutator;
import dev.pixio.bench.fuzz.mutation.TreeMutator;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.file.FeatureExport;
import dev.pixio.embed.log.FeatureBatch;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Files of features, as {@code embed --resume} and {@code embed --append} read them, and unfinished exports. */
final class FeatureTargets {

    private static final int IMAGES = 3;
    private static final String VERSION = "test";

    private final ImageEncoder encoder;
    private final SceneSource images = new SceneSource(1, IMAGES, 32);
    private final List<FuzzTarget> targets = new ArrayList<>();

    private FeatureTargets(ImageEncoder encoder) {
        this.encoder = encoder;
    }

    static List<FuzzTarget> create(Path folder, RunFolder run) throws IOException, InterruptedException {
        // Open until the process ends: the readers need it.
        FeatureTargets all = new FeatureTargets(ImageEncoder.load(run.path(), EncoderSettings.defaults()));
        for (String extension : List.of("parquet", "npy", "safetensors", "csv", "jsonl")) {
            for (FeatureExport.Mode mode : List.of(FeatureExport.Mode.RESUME, FeatureExport.Mode.APPEND)) {
                all.add(folder, extension, mode);
            }
        }
        all.addLog(folder);
        return all.targets;
    }

    private void add(Path parent, String extension, FeatureExport.Mode mode) throws IOException, InterruptedException {
        String name = (mode == FeatureExport.Mode.RESUME ? "" : "append-") + extension;
        Path folder = Files.createDirectory(parent.resolve(name));
        Path file = folder.resolve("features." + extension);
        export(file, Set.of());
        ByteMutator bytes = new ByteMutator();
        Mutator mutator = switch (extension) {
            case "safetensors" -> Mutator.anyOf(bytes, new SafetensorsMutator(TreeMutator.json()));
            case "jsonl" -> Mutator.anyOf(bytes, new LinesMutator(TreeMutator.json()));
            case "csv" -> Mutator.anyOf(bytes, new LinesMutator(bytes));
            default -> bytes;
        };
        add(name, file, mutator, file, mode);
        Path side = folder.resolve(file.getFileName() + ".json");
        if (Files.exists(side)) {
            Path besideFolder = parent.resolve(name + ".json");
            FuzzTargets.copy(folder, besideFolder);
            add(
                    name + ".json",
                    besideFolder.resolve(side.getFileName()),
                    Mutator.anyOf(bytes, TreeMutator.json(), TreeMutator.json()),
                    besideFolder.resolve(file.getFileName()),
                    mode);
        }
    }

    private void add(String name, Path changed, Mutator mutator, Path file, FeatureExport.Mode mode)
            throws IOException {
        byte[] seed = Files.readAllBytes(changed);
        byte[] whole = Files.readAllBytes(file);
        int share = mode == FeatureExport.Mode.RESUME ? 4 : 1;
        targets.add(new FuzzTarget(name, share, List.of(seed), mutator, changed, () -> {
            if (!changed.equals(file)) {
                Files.write(file, whole); // an append that succeeds replaces both files
            }
            Files.deleteIfExists(part(file));
            export(file, Set.of(mode));
        }));
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    private void export(Path file, Set<FeatureExport.Mode> modes) throws IOException, InterruptedException {
        EmbeddingListener none = (index, features) -> {};
        new FeatureExport(file, FeatureNumber.FP32, modes)
                .run(encoder, images, LoaderOptions.embedding(IMAGES).withThreads(1), VERSION, none);
    }

    private void addLog(Path parent) throws IOException {
        Path file = parent.resolve("features.jsonl.part");
        FeatureHeader header =
                new FeatureHeader(encoder.origin(), FeatureNumber.FP32.toString(), VERSION, Optional.empty());
        try (FeatureLog log = FeatureLog.create(file, header)) {
            for (int i = 0; i < 2; i++) {
                FeatureBatch batch = new FeatureBatch(FeatureNumber.FP32);
                batch.add("image " + i, new float[encoder.dimension()]);
                log.add(batch);
            }
        }
        ByteMutator bytes = new ByteMutator();
        targets.add(new FuzzTarget(
                "part",
                4,
                FuzzTargets.seed(file),
                Mutator.anyOf(bytes, new FrameMutator(TreeMutator.json(), bytes)),
                file,
                () -> {
                    try (FeatureLog log = FeatureLog.resume(file)) {
                        log.done();
                    }
                }));
    }
}
