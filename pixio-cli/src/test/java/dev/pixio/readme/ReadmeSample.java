package dev.pixio.readme;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.data.FolderSource;
import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.model.Features;
import dev.pixio.model.Pixio;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.train.RunFolder;
import dev.pixio.train.StepMetrics;
import dev.pixio.train.Trainer;
import dev.pixio.train.TrainingListener;
import dev.pixio.train.TrainingPlan;
import dev.pixio.train.TrainingResult;
import dev.pixio.weights.ModelFile;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The sample of the README, compiled by the build; {@link ReadmeTest} keeps the two the same. */
final class ReadmeSample {

    private ReadmeSample() {}

    static float[] trainAndEmbed(Path photos, Path out) throws Exception {
        // README
        TrainingPlan plan = TrainingPlan.recipe("lightly")
                .data(photos)
                .batchSize(16)
                .maxSteps(1000)
                .build();
        try (ImageSource pictures = FolderSource.of(photos)) {
            RunFolder run = RunFolder.create(out, RunFolder.Existing.REFUSE);
            TrainingListener watcher = new TrainingListener() {
                @Override
                public void onStep(StepMetrics step) {
                    System.out.printf("step %d  loss %.4f%n", step.step(), step.loss());
                }
            };
            TrainingResult result =
                    new Trainer(plan, pictures, run).listen(watcher).run();

            Pixio model = ModelFile.open(result.checkpoint().model()).load();
            try (PointerScope scope = new PointerScope(); // frees every tensor below
                    NoGradGuard noGrad = new NoGradGuard();
                    RgbImage picture = pictures.read(0)) {
                Tensor pixels = Tensors.zeros(ScalarType.Byte, 1, 3, 256, 256); // uint8 [B, C, H, W]
                Augmentation.whole(256, 256).apply(picture, RandomStream.of(0, "unused"), pixels.select(0, 0));
                Features features = model.encoder().features(Normalize.IMAGENET.apply(pixels));
                return Tensors.toFloats(features.representation()); // 384 numbers: the mean of the class tokens
            }
        }
        // README
    }
}
