package dev.pixio.nn;

import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * First values of parameters. Each parameter draws from a generator that is named by the seed and the parameter, so that
 * a model's weights depend on neither the order of construction nor what else was drawn.
 */
public final class Initialization {

    /** Leaves all values as they are, undefined ones too: for modules whose every value is set next, from a file. */
    public static final Initialization NONE = new Initialization(Values.LEFT_ALONE, 0);

    private enum Values {
        DRAWN,
        LEFT_ALONE
    }

    private final Values values;
    private final long seed;

    /**
     * Draws first values.
     *
     * @param seed names them: the same seed gives the same ones
     */
    public Initialization(long seed) {
        this(Values.DRAWN, seed);
    }

    private Initialization(Values values, long seed) {
        this.values = values;
        this.seed = seed;
    }

    /**
     * The rule of MAE for a whole transformer: Xavier-uniform matrices (the patch projection as if it were linear), zero
     * biases, norms 1 and 0. Parameters of other kinds (tokens, position tables) are left to the caller.
     */
    public void transformer(Module module, String prefix) {
        if (values == Values.LEFT_ALONE) {
            return;
        }
        for (Map.Entry<String, Tensor> entry : Tensors.parameters(module).entrySet()) {
            String name = entry.getKey();
            Tensor tensor = entry.getValue();
            if (name.endsWith("bias")) {
                fill(tensor, 0);
            } else if (name.endsWith("weight") && tensor.dim() == 1) {
                fill(tensor, 1);
            } else if (name.endsWith("weight")) {
                xavierUniform(tensor, prefix + name);
            }
        }
    }

    /** Uniform within the square root of 6 / (fan in + fan out), over all but the first dimension (Glorot 2010). */
    public void xavierUniform(Tensor tensor, String name) {
        if (values == Values.LEFT_ALONE) {
            return;
        }
        long out = tensor.size(0);
        long in = tensor.numel() / out;
        double bound = Math.sqrt(6.0 / (in + out));
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            tensor.uniform_(-bound, bound, generator(name));
        }
    }

    /** Normal with mean 0. */
    public void normal(Tensor tensor, String name, double deviation) {
        if (values == Values.LEFT_ALONE) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            tensor.normal_(0, deviation, generator(name));
        }
    }

    /** Normal with mean 0, nothing beyond two standard deviations: the inverse distribution of a bounded uniform. */
    public void truncatedNormal(Tensor tensor, String name, double deviation) {
        if (values == Values.LEFT_ALONE) {
            return;
        }
        double twoSigma = 0.954499736103642; // the share of a normal within two standard deviations
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            tensor.uniform_(-twoSigma, twoSigma, generator(name));
            tensor.erfinv_();
            tensor.mul_(new Scalar(deviation * Math.sqrt(2)));
        }
    }

    private static void fill(Tensor tensor, double value) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            tensor.fill_(new Scalar(value));
        }
    }

    private GeneratorOptional generator(String name) {
        long key = RandomStream.of(seed, "initialization " + name).nextLong();
        return new GeneratorOptional(torch.make_generator_cpu(key));
    }
}
