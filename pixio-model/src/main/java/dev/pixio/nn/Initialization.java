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
 * Initial values of parameters. Each parameter has a random generator whose seed follows from the run's seed and the
 * parameter's name, so that a model's weights depend neither on the order of construction nor on other random numbers.
 */
public final class Initialization {

    /** Leaves all values as they are, including undefined ones: for modules whose values are all loaded next. */
    public static final Initialization NONE = new Initialization(Values.UNCHANGED, 0);

    private enum Values {
        DRAWN,
        UNCHANGED
    }

    private final Values values;
    private final long seed;

    /**
     * Random initial values.
     *
     * @param seed the same seed gives the same values
     */
    public Initialization(long seed) {
        this(Values.DRAWN, seed);
    }

    private Initialization(Values values, long seed) {
        this.values = values;
        this.seed = seed;
    }

    /**
     * The initialisation of MAE for a whole transformer: Xavier-uniform matrices (the patch projection as if it were linear), zero
     * biases, norms 1 and 0. Parameters of other kinds (tokens, position tables) are initialised by the caller.
     */
    public void transformer(Module module, String prefix) {
        if (values == Values.UNCHANGED) {
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
        if (values == Values.UNCHANGED) {
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

    /** Uniform within the bound, as {@code -1 / sqrt(fan in)} to {@code 1 / sqrt(fan in)} is the default of libtorch's convolutions. */
    public void uniform(Tensor tensor, String name, double bound) {
        if (values == Values.UNCHANGED) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            tensor.uniform_(-bound, bound, generator(name));
        }
    }

    /** Normal with mean 0. */
    public void normal(Tensor tensor, String name, double deviation) {
        if (values == Values.UNCHANGED) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            tensor.normal_(0, deviation, generator(name));
        }
    }

    /** Normal with mean 0, truncated at two standard deviations, by the inverse of its distribution. */
    public void truncatedNormal(Tensor tensor, String name, double deviation) {
        if (values == Values.UNCHANGED) {
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
