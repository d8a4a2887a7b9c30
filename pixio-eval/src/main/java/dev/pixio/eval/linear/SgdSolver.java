package dev.pixio.eval.linear;

import dev.pixio.data.loader.Sampler;
import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Stochastic gradient descent with momentum 0.9 and a cosine schedule, without weight decay, for all learning rates of
 * the sweep at once: the classifiers are columns of one matrix and train on the same batches.
 *
 * @param epochs number of passes over the images
 * @param batchSize images per step, at most the number of images
 * @param seed of the order of images
 */
public record SgdSolver(int epochs, int batchSize, long seed) implements ProbeSolver {

    /**
     * DINOv2's sweep (arXiv 2304.07193, appendix B.3), for a batch size of 256; they scale linearly with the batch
     * size.
     */
    private static final List<Double> RATES =
            List.of(1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1);

    private static final double MOMENTUM = 0.9;
    private static final double REFERENCE_BATCH_SIZE = 256;

    public SgdSolver {
        if (epochs < 1 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "a probe needs at least one epoch and one image per step, not " + epochs + " and " + batchSize);
        }
    }

    @Override
    public List<Double> sweep() {
        return RATES;
    }

    @Override
    public String setting() {
        return "learning rate";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "SGD with momentum %s, cosine schedule, %d epochs, batch size %d",
                MOMENTUM,
                epochs,
                batchSize);
    }

    @Override
    public List<SoftmaxRegression> fit(Tensor x, Tensor y, int classes, List<Double> values) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            long columns = (long) values.size() * classes;
            Tensor weight = torch.zeros(new long[] {x.size(1), columns}, x.options()); // [D, R * C]
            Tensor bias = torch.zeros(new long[] {columns}, x.options());
            descend(x, y, weight, bias, rates(values, classes, x), classes);
            List<SoftmaxRegression> found = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                long first = (long) i * classes;
                found.add(new SoftmaxRegression(
                        weight.narrow(1, first, classes).contiguous(),
                        bias.narrow(0, first, classes).contiguous()));
            }
            return found;
        }
    }

    /** The rate of each column of the matrix, {@code [R * C]}. */
    private Tensor rates(List<Double> values, int classes, Tensor like) {
        float[] rates = new float[values.size() * classes];
        double scale = Math.min(batchSize, like.size(0)) / REFERENCE_BATCH_SIZE;
        for (int i = 0; i < rates.length; i++) {
            rates[i] = (float) (values.get(i / classes) * scale);
        }
        return Tensors.to(Tensors.of(rates, rates.length), like.device());
    }

    private void descend(Tensor x, Tensor y, Tensor weight, Tensor bias, Tensor rates, int classes) {
        long size = x.size(0);
        int batch = (int) Math.min(batchSize, size);
        long stepsPerEpoch = (size + batch - 1) / batch;
        Sampler order = new Sampler(size, seed, Sampler.Order.SHUFFLED);
        Tensor weightMomentum = torch.zeros_like(weight);
        Tensor biasMomentum = torch.zeros_like(bias);
        for (long step = 0; step < stepsPerEpoch * epochs; step++) {
            double cosine = (1 + Math.cos(Math.PI * step / (stepsPerEpoch * epochs))) / 2;
            try (PointerScope scope = new PointerScope()) {
                Tensor indices = Tensors.to(indices(order, step, stepsPerEpoch, batch), x.device());
                Tensor features = x.index_select(0, indices); // [B, D]
                Tensor gradient = gradient(features, y.index_select(0, indices), weight, bias, classes); // [B, R * C]
                Tensor rate = rates.mul(new Scalar(cosine));
                weightMomentum.mul_(new Scalar(MOMENTUM)).add_(OneDnn.matmul(features.t(), gradient));
                weight.sub_(weightMomentum.mul(rate));
                biasMomentum.mul_(new Scalar(MOMENTUM)).add_(gradient.sum(0));
                bias.sub_(biasMomentum.mul(rate));
            }
        }
    }

    private static Tensor indices(Sampler order, long step, long stepsPerEpoch, int batch) {
        long first = step % stepsPerEpoch * batch;
        long[] indices = new long[(int) Math.min(batch, order.size() - first)];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = order.sampleAt(step / stepsPerEpoch, first + i);
        }
        return Tensors.of(indices, indices.length);
    }

    /** The gradient of the mean cross entropy by the scores: (probability - target) / batch size. */
    private static Tensor gradient(Tensor features, Tensor labels, Tensor weight, Tensor bias, int classes) {
        long batch = features.size(0);
        Tensor scores = OneDnn.matmul(features, weight).add(bias).view(batch, -1, classes); // [B, R, C]
        Tensor target = torch.one_hot(labels, classes).unsqueeze(1); // [B, 1, C]
        return torch.softmax(scores, 2)
                .sub(target)
                .div(new Scalar((double) batch))
                .flatten(1, 2);
    }
}
