package dev.pixio.bench.micro;

import dev.pixio.model.Patches;
import dev.pixio.torch.Tensors;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Divides eight images into patches and normalises each patch: the targets of the decoder. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PatchesBenchmark {

    private final Tensor images = Tensors.keep(torch.rand(8, 3, 256, 256));

    /** Divides and normalises; returns the number of patches per image. */
    @Benchmark
    public long patchify() {
        try (PointerScope scope = new PointerScope()) {
            return Patches.normalize(Patches.of(images, 16)).size(1);
        }
    }

    @TearDown
    public void close() {
        images.close();
    }
}
