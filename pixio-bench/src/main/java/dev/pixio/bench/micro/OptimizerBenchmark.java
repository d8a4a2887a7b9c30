package dev.pixio.bench.micro;

import dev.pixio.model.Pixio;
import dev.pixio.torch.Tensors;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.plan.Recipe;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One step of AdamW over the 9 million parameters of the recipe 'quick', a ViT-Ti/16 and its decoder. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OptimizerBenchmark {

    final Pixio model = new Pixio(Recipe.QUICK.model(), 0);
    private final AdamW optimizer = new AdamW(model, Recipe.QUICK.optimizer(16));

    public OptimizerBenchmark() {
        try (PointerScope scope = new PointerScope();
                Scalar small = new Scalar(1e-3)) {
            for (Tensor parameter : Tensors.parameters(model).values()) {
                parameter.mutable_grad().put(torch.full_like(parameter.detach(), small));
            }
        }
    }

    /** One step; the gradients are constant. */
    @Benchmark
    public void adamW() {
        optimizer.step(1e-6);
    }

    @TearDown
    public void close() {
        optimizer.close();
    }
}
