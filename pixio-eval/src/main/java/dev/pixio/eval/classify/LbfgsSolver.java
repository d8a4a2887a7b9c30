package dev.pixio.eval.classify;

import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Logistic regression to its end, which needs no learning rate: mean cross entropy plus half of the decay times the squared
 * weights, biases free. It is scikit-learn's with {@code C = 1 / (decay * N)}. Decays are tried from the strongest on, each
 * from where the one before it ended.
 */
record LbfgsSolver() implements ProbeSolver {

    private static final List<Double> DECAYS =
            List.of(1.0, 0.3, 0.1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6);

    private static final double TOLERANCE = 1e-5;

    /** Rows that are in float64 at once. */
    private static final long PIECE = 8192;

    @Override
    public List<Double> sweep() {
        return DECAYS;
    }

    @Override
    public String setting() {
        return "weight decay";
    }

    @Override
    public String description() {
        return "logistic regression by L-BFGS";
    }

    @Override
    public List<SoftmaxRegression> fit(Tensor x, Tensor y, int classes, List<Double> values) {
        int inputs = Math.toIntExact(x.size(1));
        double[] place = new double[(inputs + 1) * classes]; // weights [D, C], then biases
        List<SoftmaxRegression> found = new ArrayList<>();
        for (double decay : values) {
            place = Lbfgs.minimize((at, gradient) -> objective(x, y, classes, decay, at, gradient), place, TOLERANCE);
            try (PointerScope scope = new PointerScope()) {
                Tensor parameters = tensor(place, classes).to(ScalarType.Float); // [D + 1, C]
                Tensor there = Tensors.to(parameters, x.device());
                found.add(new SoftmaxRegression(there.narrow(0, 0, inputs), there.select(0, inputs)));
            }
        }
        return found;
    }

    /** The value at a place, whose gradient is filled. */
    static double objective(Tensor x, Tensor y, int classes, double decay, double[] at, double[] gradient) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor parameters = tensor(at, classes);
            long inputs = x.size(1);
            Tensor weight = parameters.narrow(0, 0, inputs); // [D, C]
            Tensor bias = parameters.select(0, inputs); // [C]
            Tensor slopes = torch.zeros_like(parameters);
            double loss = 0;
            for (long first = 0; first < x.size(0); first += PIECE) {
                try (PointerScope piece = new PointerScope()) {
                    long rows = Math.min(PIECE, x.size(0) - first);
                    Tensor seen = x.narrow(0, first, rows).cpu().to(ScalarType.Double);
                    Tensor truth = y.narrow(0, first, rows).cpu();
                    Tensor logs = torch.log_softmax(seen.matmul(weight).add(bias), 1); // [B, C]
                    loss -= logs.gather(1, truth.unsqueeze(1)).sum().item_double();
                    Tensor errors = logs.exp().sub(torch.one_hot(truth, classes)); // [B, C]
                    slopes.narrow(0, 0, inputs).add_(seen.t().matmul(errors));
                    slopes.select(0, inputs).add_(errors.sum(0));
                }
            }
            double images = x.size(0);
            slopes.div_(new Scalar(images));
            slopes.narrow(0, 0, inputs).add_(weight.mul(new Scalar(decay)));
            double[] found = Tensors.toDoubles(slopes);
            System.arraycopy(found, 0, gradient, 0, found.length);
            double squares = weight.mul(weight).sum().item_double();
            return loss / images + decay / 2 * squares;
        }
    }

    /** Float64 {@code [D + 1, C]} in the caller's scope. */
    private static Tensor tensor(double[] values, int classes) {
        long rows = values.length / classes;
        Tensor tensor = Tensors.empty(ScalarType.Double, rows, classes);
        try (PointerScope scope = new PointerScope()) {
            new DoublePointer(tensor.data_ptr()).put(values);
        }
        return tensor;
    }
}
