package dev.pixio.bench.micro;

import dev.pixio.augment.Augmentation;
import dev.pixio.image.RgbImage;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Augments an image of 512 x 512 pixels for pre-training at 256: random crop, resize, flip. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ViewBenchmark {

    private final RgbImage image = SceneImage.image(512);
    private final Augmentation augmentation = Augmentation.pretraining(256, 256, 0.2, 1, 0.5);
    private final Tensor out = Tensors.empty(ScalarType.Byte, 3, 256, 256);
    private long sample;

    /** Augments the image; with a new crop at each call, because the cost depends on its size. */
    @Benchmark
    public Tensor cropAndResize() {
        try (PointerScope scope = new PointerScope()) {
            augmentation.apply(image, RandomStream.of(0, "view", sample++), out);
            return out;
        }
    }

    @TearDown
    public void close() {
        image.close();
        out.close();
    }
}
