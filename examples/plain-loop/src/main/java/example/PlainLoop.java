package example;

import dev.pixio.augment.*;
import dev.pixio.data.*;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.*;
import dev.pixio.model.*;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.*;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.plan.*;
import dev.pixio.weights.ModelFile;
import java.nio.file.Path;
import java.util.*;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/** lightly's Pixio example, line by line: {@code PlainLoop FOLDER [EPOCHS [BATCH_SIZE]]}. */
public final class PlainLoop {

    public static void main(String[] args) throws Exception {
        int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int batchSize = args.length > 2 ? Integer.parseInt(args[2]) : 64;
        PixioConfig config = Recipe.LIGHTLY.model();
        OptimizerPlan plan = Recipe.LIGHTLY.optimizer(batchSize);
        Device device = Libtorch.device("auto");
        Pixio model = new Pixio(config, 0); // seed 0
        Tensors.move(model, device);
        Augmentation transform = Augmentation.pretraining(256, 256, 0.2, 1.0, 0.5);
        LoaderOptions options = LoaderOptions.training(batchSize, 0).withThreads(8);

        try (ImageSource dataset = FolderSource.of(Path.of(args[0]));
                BatchLoader loader = BatchLoader.of(dataset, transform, options);
                AdamW optimizer = new AdamW(model, plan)) {
            System.out.println("Starting Training");
            for (int epoch = 0; epoch < epochs; epoch++) {
                double totalLoss = 0;
                for (long i = 0; i < loader.batchesPerEpoch(); i++) {
                    try (Batch batch = loader.next();
                            PointerScope scope = new PointerScope()) { // frees every tensor of the step
                        Tensor images = Normalize.IMAGENET.apply(Tensors.to(batch.images(), device));
                        GridMask mask = GridMask.draw(streams(batch), config.grid(), config.mask(), device);
                        Tensor loss = model.forward(images, mask).loss();
                        totalLoss += loss.item_double();
                        loss.backward();
                        optimizer.step(plan.learningRate());
                        optimizer.clearGradients();
                    }
                }
                System.out.printf("epoch: %02d, loss: %.5f%n", epoch, totalLoss / loader.batchesPerEpoch());
            }
        }
        ModelFile.save(Path.of("model.safetensors"), model, Map.of());
    }

    /** One stream per image, keyed by the seed, the epoch and the index of the image in the epoch. */
    private static List<RandomStream> streams(Batch batch) {
        return IntStream.range(0, batch.size())
                .mapToObj(i -> RandomStream.of(0, "mask", batch.epoch(), batch.index(i)))
                .toList();
    }
}
