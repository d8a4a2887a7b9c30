package dev.pixio.downstream.finetune.data;

import dev.pixio.torch.RandomStream;

/** Random numbers of the beta distribution. */
final class Beta {

    private Beta() {}

    /**
     * A number of the distribution whose two parameters are equal.
     *
     * @param parameter more than 0
     * @return in [0, 1]
     */
    static double symmetric(double parameter, RandomStream random) {
        double logFirst = logGamma(parameter, random);
        double logSecond = logGamma(parameter, random);
        return 1
                / (1 + Math.exp(logSecond - logFirst)); // of the logarithms: for small parameters both numbers may be 0
    }

    /** The logarithm of a number of the gamma distribution (Marsaglia and Tsang 2000). */
    private static double logGamma(double shape, RandomStream random) {
        if (shape < 1) {
            return logGamma(shape + 1, random) + Math.log(1 - random.nextDouble()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double cube = Math.pow(1 + c * normal, 3);
            if (cube > 0
                    && Math.log(1 - random.nextDouble()) < 0.5 * normal * normal + d - d * cube + d * Math.log(cube)) {
                return Math.log(d * cube);
            }
        }
    }
}
