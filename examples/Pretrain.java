///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS dev.pixio:pixio-train:0.1.0-SNAPSHOT
//DEPS dev.pixio:pixio-scenes:0.1.0-SNAPSHOT
//RUNTIME_OPTIONS -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 --enable-native-access=ALL-UNNAMED

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.model.GridMask;
import dev.pixio.model.Patches;
import dev.pixio.model.Pixio;
import dev.pixio.model.Tokens;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.RandomStream;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.Recipe;
import dev.pixio.weights.ModelFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Pre-training in one file, with the loop written out: {@code Pretrain [STEPS [FOLDER|scenes [OUT.safetensors]]]}. */
public final class Pretrain {

    public static void main(String[] args) throws Exception {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        Path out = Path.of(args.length > 2 ? args[2] : "model.safetensors");

        // A small vision transformer: 48 x 48 pixels in patches of 8, of which three quarters are masked.
        PixioConfig config = Recipe.FIRST
                .model()
                .withGrid(new PatchGrid(48, 48, 3, 8)) // height, width, channels, patch size
                .withEncoder(new EncoderConfig(192, 6, 3, 4, 4, 0)) // width, blocks, heads, MLP, class tokens, drop path
                .withDecoder(new DecoderConfig(96, 2, 3, 4))
                .withMask(new MaskConfig(0.75, 1)); // share, patches along the side of a cell
        Pixio model = new Pixio(config, 0); // seed 0
        OptimizerPlan plan = new OptimizerPlan(8e-4, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 0);
        Augmentation augmentation = Augmentation.pretraining(48, 48, 0.2, 1.0, 0.5); // crops of 20 to 100 %, half flipped

        boolean hasFolder = args.length > 1 && !args[1].equals("scenes");
        try (ImageSource images = hasFolder ? FolderSource.of(Path.of(args[1])) : new SceneSource(0, 2048, 60);
                BatchLoader loader = BatchLoader.of(images, augmentation, LoaderOptions.training(32, 0));
                AdamW optimizer = new AdamW(model, plan)) {
            for (int step = 1; step <= steps; step++) {
                try (Batch batch = loader.next();
                        PointerScope scope = new PointerScope()) { // frees every tensor of the step
                    Tensor pixels = Normalize.IMAGENET.apply(batch.images()); // [B, 3, 48, 48]
                    GridMask mask = mask(batch, config);

                    Tensor patches = Patches.of(pixels, config.grid().patchSize()); // [B, N, P*P*3]
                    Tensor encoded = model.encoder() // sees the kept patches only
                            .forward(patches, mask.kept(), BlockRunner.inOrder(model.encoder().blocks(), DropPath.NONE));
                    Tensor predicted = model.decoder() // [B, masked, P*P*3]
                            .forward(encoded, mask, BlockRunner.inOrder(model.decoder().blocks(), DropPath.NONE));
                    Tensor target = Patches.normalize(Tokens.getAtIndex(patches, mask.masked()));
                    Tensor loss = torch.mse_loss(predicted, target);

                    loss.backward();
                    optimizer.step(rate(plan.learningRate(), step, steps));
                    optimizer.clearGradients();
                    if (step == 1 || step % 10 == 0 || step == steps) {
                        System.out.printf(Locale.ROOT, "step %d/%d  loss %.4f%n", step, steps, loss.item_double());
                    }
                }
            }
        }
        ModelFile.save(out, model, Map.of());
        System.out.println("encoder and decoder in " + out + ": ./pixio embed --weights " + out + " --data FOLDER --out f.npy");
    }

    /** Each image has its own random numbers, so that its mask does not depend on the batch. */
    private static GridMask mask(Batch batch, PixioConfig config) {
        return GridMask.draw(
                IntStream.range(0, batch.size())
                        .mapToObj(i -> RandomStream.of(0, "mask", batch.epoch(), batch.index(i)))
                        .toList(),
                config.grid(),
                config.mask(),
                Libtorch.device("cpu"));
    }

    /** A tenth of the steps rises, the rest falls as a half cosine. */
    private static double rate(double peak, int step, int steps) {
        double warmUp = Math.max(1, steps / 10.0);
        return step < warmUp
                ? peak * step / warmUp
                : peak * 0.5 * (1 + Math.cos(Math.PI * (step - warmUp) / Math.max(1, steps - warmUp)));
    }
}
