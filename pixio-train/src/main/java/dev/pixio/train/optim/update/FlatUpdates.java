package dev.pixio.train.optim.update;

import dev.pixio.torch.Kernels;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Parameters in a few tensors ({@link ParameterMemory#FLAT}). */
public final class FlatUpdates implements ParameterUpdates {

    private final FlatParameters parameters;

    /** @param parameters closed with this */
    public FlatUpdates(FlatParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public void prepare() {
        parameters.prepare();
    }

    @Override
    public Tensor norm() {
        try (Tensor norm = Kernels.normOf(List.of(parameters.gradients()))) {
            return Kernels.totalNorm(List.of(norm));
        }
    }

    @Override
    public void scale(double factor) {
        Kernels.multiply(List.of(parameters.gradients()), factor);
    }

    @Override
    public void step(OptimizerPlan plan, double learningRate, Kernels.Decision decision) {
        List<FlatParameters.Segment> segments = parameters.segments();
        for (UpdateRule rule : UpdateRule.distinct(
                segments.stream().map(FlatParameters.Segment::rule).toList())) {
            step(
                    segments.stream()
                            .filter(segment -> segment.rule().equals(rule))
                            .toList(),
                    plan,
                    rule.decayed() ? plan.weightDecay() : 0,
                    learningRate * rule.rateScale(),
                    decision);
        }
        parameters.changed();
    }

    private static void step(
            List<FlatParameters.Segment> segments,
            OptimizerPlan plan,
            double weightDecay,
            double learningRate,
            Kernels.Decision decision) {
        try (PointerScope scope = new PointerScope()) {
            Kernels.fusedAdamW(
                    segments.stream().map(FlatParameters.Segment::values).toList(),
                    segments.stream().map(FlatParameters.Segment::gradients).toList(),
                    segments.stream().map(FlatParameters.Segment::average).toList(),
                    segments.stream().map(FlatParameters.Segment::square).toList(),
                    segments.stream().map(FlatParameters.Segment::counts).toList(),
                    segments.stream().map(FlatParameters.Segment::steps).toList(),
                    learningRate,
                    plan.beta1(),
                    plan.beta2(),
                    weightDecay,
                    EPSILON,
                    decision);
        }
    }

    @Override
    public void clear() {
        parameters.clear();
    }

    @Override
    public void loaded() {
        parameters.regroup();
    }

    @Override
    public void close() {
        parameters.close();
    }
}
