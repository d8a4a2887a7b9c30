package dev.pixio.bench.fuzz;

import dev.pixio.bench.fuzz.mutation.ByteMutator;
import dev.pixio.bench.fuzz.mutation.Mutator;
import dev.pixio.bench.fuzz.mutation.PickleMutator;
import dev.pixio.bench.fuzz.mutation.SafetensorsMutator;
import dev.pixio.bench.fuzz.mutation.TreeMutator;
import dev.pixio.bench.fuzz.mutation.ZipMutator;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.SavedDtype;
import dev.pixio.weights.torchfile.TorchWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Files of weights: safetensors and their index, files of torch.save, and the configuration beside them. */
final class WeightTargets {

    private static final String INDEX = "model.safetensors.index.json";

    private final Path folder;

    private WeightTargets(Path folder) {
        this.folder = folder;
    }

    static List<FuzzTarget> create(Path folder, RunFolder run) throws IOException {
        WeightTargets targets = new WeightTargets(folder);
        Path model = run.checkpoints().latest().orElseThrow().model();
        Path torch = folder.resolve("seed.pth");
        try (PointerScope scope = new PointerScope()) {
            TorchWriter.write(torch, WeightFile.open(model).tensors(), SavedDtype.KEEP);
        }
        List<FuzzTarget> all = new ArrayList<>();
        ByteMutator bytes = new ByteMutator();
        SafetensorsMutator header =
                new SafetensorsMutator(Mutator.anyOf(TreeMutator.json(), TreeMutator.json(), new ByteMutator()));
        Optional<GoldenFiles> goldens = GoldenFiles.find();
        List<byte[]> safetensors = new ArrayList<>(FuzzTargets.seed(model));
        List<byte[]> zips = new ArrayList<>(FuzzTargets.seed(torch));
        if (goldens.isPresent()) {
            safetensors.addAll(goldens.get().named("model.safetensors"::equals));
            zips.addAll(goldens.get().named(name -> isTorch(name) && !name.contains("legacy")));
        }
        PickleMutator pickle = new PickleMutator();
        all.add(targets.tensors(
                "safetensors-tensors", 6, FuzzTargets.seed(model), Mutator.anyOf(bytes, header, header)));
        all.add(targets.model("safetensors-model", 10, safetensors, Mutator.anyOf(bytes, header)));
        ZipMutator zip = new ZipMutator(Mutator.anyOf(pickle, pickle, bytes));
        all.add(targets.tensors("torch-tensors", 6, zips, Mutator.anyOf(bytes, zip, zip)));
        all.add(targets.model("torch-model", 10, zips, Mutator.anyOf(bytes, zip, zip)));
        if (goldens.isPresent()) {
            List<byte[]> legacy = goldens.get().named(name -> name.endsWith("legacy.pth"));
            all.add(targets.tensors("torch-legacy", 10, legacy, Mutator.anyOf(bytes, pickle)));
            List<byte[]> configs = goldens.get().named("config.json"::equals);
            all.add(targets.config(
                    configs,
                    Mutator.anyOf(bytes, TreeMutator.json(), TreeMutator.json()),
                    goldens.get().folder().resolve("layouts/huggingface_a/model.safetensors")));
        }
        all.add(targets.index(model));
        return all;
    }

    private static boolean isTorch(String name) {
        return name.endsWith(".pth") || name.endsWith(".ckpt");
    }

    private FuzzTarget model(String name, int share, List<byte[]> seeds, Mutator mutator) {
        Path file = folder.resolve(name + ".weights");
        return new FuzzTarget(name, share, seeds, mutator, file, () -> load(file));
    }

    /** Files whose tensors are of no model. */
    private FuzzTarget tensors(String name, int share, List<byte[]> seeds, Mutator mutator) {
        Path file = folder.resolve(name + ".weights");
        return new FuzzTarget(name, share, seeds, mutator, file, () -> {
            try (PointerScope scope = new PointerScope()) {
                for (Tensor tensor : WeightFile.open(file).tensors().values()) {
                    tensor.numel();
                }
            }
        });
    }

    private static void load(Path file) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile.open(file).loadEncoder();
        }
    }

    private FuzzTarget config(List<byte[]> seeds, Mutator mutator, Path model) throws IOException {
        Path transformers = Files.createDirectory(folder.resolve("transformers"));
        Path weights = transformers.resolve("model.safetensors");
        Files.copy(model, weights);
        return new FuzzTarget(
                "config.json", 6, seeds, mutator, transformers.resolve("config.json"), () -> load(weights));
    }

    /** An index of two files. */
    private FuzzTarget index(Path model) throws IOException {
        Path shards = Files.createDirectory(folder.resolve("shards"));
        StringBuilder map = new StringBuilder();
        try (PointerScope scope = new PointerScope()) {
            int number = 0;
            for (Map.Entry<String, Tensor> tensor :
                    WeightFile.open(model).tensors().entrySet()) {
                String name = "model-" + number++ + ".safetensors";
                if (number <= 2) {
                    Safetensors.write(shards.resolve(name), Map.of(tensor.getKey(), tensor.getValue()), Map.of());
                    map.append(map.isEmpty() ? "" : ", ").append('"' + tensor.getKey() + "\": \"" + name + '"');
                }
            }
        }
        String index = "{\"metadata\": {\"total_size\": 128}, \"weight_map\": {" + map + "}}";
        Path file = shards.resolve(INDEX);
        Files.writeString(file, index);
        return new FuzzTarget(
                "index",
                6,
                FuzzTargets.seed(file),
                Mutator.anyOf(new ByteMutator(), TreeMutator.json(), TreeMutator.json()),
                file,
                () -> {
                    try (PointerScope scope = new PointerScope()) {
                        WeightFile.open(file);
                    }
                });
    }
}
