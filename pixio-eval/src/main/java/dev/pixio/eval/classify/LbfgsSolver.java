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
 * Logistic regression solved to convergence, which needs no learning rate. The loss is the mean cross entropy plus half
 * of the decay times the squared weights; biases are not decayed. It equals scikit-learn's with {@code C = 1 / (decay *
 * N)}. Decays are tried from the strongest to the weakest, each starting at the previous solution.
 */
record LbfgsSolver() implements ProbeSolver {

    private static final List<Double> DECAYS =
            List.of(1.0, 0.3, 0.1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6);

    private static final double TOLERANCE = 1e-5;

    /** Rows that are converted to float64 at a time. */
    private static final long CHUNK = 8192;

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
        double[] point = new double[(inputs + 1) * classes]; // weights [D, C], then biases
        List<SoftmaxRegression> found = new ArrayList<>();
        for (double decay : values) {
            point = Lbfgs.minimize((at, gradient) -> objective(x, y, classes, decay, at, gradient), point, TOLERANCE);
            try (PointerScope scope = new PointerScope()) {
                Tensor parameters = tensor(point, classes).to(ScalarType.Float); // [D + 1, C]
                Tensor onDevice = Tensors.to(parameters, x.device());
                found.add(new SoftmaxRegression(onDevice.narrow(0, 0, inputs), onDevice.select(0, inputs)));
            }
        }
        return found;
    }

    /** The loss at a point; {@code gradient} receives its gradient. */
    static double objective(Tensor x, Tensor y, int classes, double decay, double[] at, double[] gradient) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor parameters = tensor(at, classes);
            long inputs = x.size(1);
            Tensor weight = parameters.narrow(0, 0, inputs); // [D, C]
            Tensor bias = parameters.select(0, inputs); // [C]
            Tensor parameterGradient = torch.zeros_like(parameters);
            double loss = 0;
            for (long first = 0; first < x.size(0); first += CHUNK) {
                try (PointerScope chunk = new PointerScope()) {
                    long rows = Math.min(CHUNK, x.size(0) - first);
                    Tensor features = x.narrow(0, first, rows).cpu().to(ScalarType.Double);
                    Tensor labels = y.narrow(0, first, rows).cpu();
                    Tensor logs = torch.log_softmax(features.matmul(weight).add(bias), 1); // [B, C]
                    loss -= logs.gather(1, labels.unsqueeze(1)).sum().item_double();
                    Tensor errors = logs.exp().sub(torch.one_hot(labels, classes)); // [B, C]
                    parameterGradient.narrow(0, 0, inputs).add_(features.t().matmul(errors));
                    parameterGradient.select(0, inputs).add_(errors.sum(0));
                }
            }
            double images = x.size(0);
            parameterGradient.div_(new Scalar(images));
            parameterGradient.narrow(0, 0, inputs).add_(weight.mul(new Scalar(decay)));
            double[] values = Tensors.toDoubles(parameterGradient);
            System.arraycopy(values, 0, gradient, 0, values.length);
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
