package dev.pixio.train.optim;

import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The exponential moving average of a module's parameters over the steps (Polyak and Juditsky 1992): after each step an average is
 * {@code decay * average + (1 - decay) * weight}. Buffers are not averaged.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it.
 */
public final class WeightAverage implements AutoCloseable {

    /** How the names of trained weights end in the file of the moments, which has them because the model file has the averages. */
    private static final String TRAINED = ".trained";

    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> averages = new LinkedHashMap<>();
    private final double decay;

    /**
     * Averages that begin with the present weights.
     *
     * @param module stays on its device while this is open
     * @param decay share of an average that a step keeps, in (0, 1)
     */
    public WeightAverage(Module module, double decay) {
        this.parameters = Tensors.parameters(module);
        this.decay = decay;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            parameters.forEach((name, weight) ->
                    averages.put(name, Tensors.keep(weight.detach().clone())));
        }
    }

    /**
     * Takes a step into the averages.
     *
     * @param decision by which the device leaves out a step that does not count
     */
    public void update(Kernels.Decision decision) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor share = decision.notFinite()
                    .map(notFinite -> notFinite.mul(new Scalar(-1.0)).add(new Scalar(1.0)))
                    .orElseGet(() -> Tensors.of(new float[] {1}))
                    .mul(new Scalar(1 - decay));
            averages.forEach((name, average) -> average.lerp_(of(name).detach(), share));
        }
    }

    private Tensor of(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** Exchanges weights and averages; a second call exchanges them back. The memory of both stays where it is. */
    public void exchange() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            averages.forEach((name, average) -> {
                Tensor weight = of(name);
                Tensor trained = weight.detach().clone();
                weight.detach().copy_(average);
                average.copy_(trained);
                Tensors.changed(weight);
            });
        }
    }

    /** The averages by the names of their parameters; they belong to this. */
    public Map<String, Tensor> averages() {
        return averages;
    }

    /** The trained weights as they are saved beside the moments, in the caller's scope. */
    public Map<String, Tensor> trained() {
        Map<String, Tensor> trained = new LinkedHashMap<>();
        parameters.forEach((name, weight) -> trained.put(name + TRAINED, weight));
        return trained;
    }

    /**
     * Takes the module's present weights, those of a model file, as averages, and restores the trained weights.
     *
     * @param saved from {@link #trained}
     * @throws IllegalArgumentException if one is missing; nothing has changed then
     */
    public void load(Map<String, Tensor> saved) {
        for (String name : parameters.keySet()) {
            if (!saved.containsKey(name + TRAINED)) {
                throw new IllegalArgumentException("the trained weights " + name + " are missing");
            }
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            parameters.forEach((name, weight) -> {
                Objects.requireNonNull(averages.get(name), name).copy_(weight.detach());
                weight.detach().copy_(Objects.requireNonNull(saved.get(name + TRAINED), name));
                Tensors.changed(weight);
            });
        }
    }

    @Override
    public void close() {
        averages.values().forEach(Tensor::close);
    }
}
