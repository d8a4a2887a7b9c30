package dev.pixio.bench.micro;

import dev.pixio.model.GridMask;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Draws the mask of a batch: a random stream per image, and a sort. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MaskBenchmark {

    /** The batch size of the recipe 'lightly'. */
    private static final int IMAGES = 64;

    private final PatchGrid grid = new PatchGrid(256, 256, 3, 16);
    private final MaskConfig mask = new MaskConfig(0.75, 4);
    private final Device cpu = new Device("cpu");

    /** Draws the mask; returns the number of kept patches per image. */
    @Benchmark
    public long mask() {
        try (PointerScope scope = new PointerScope()) {
            List<RandomStream> streams = IntStream.range(0, IMAGES)
                    .mapToObj(image -> RandomStream.of(0, "mask", image))
                    .toList();
            return GridMask.draw(streams, grid, mask, cpu).kept().size(1);
        }
    }
}
