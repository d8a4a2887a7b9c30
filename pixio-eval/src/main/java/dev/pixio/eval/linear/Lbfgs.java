package dev.pixio.eval.linear;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function by L-BFGS (Liu and Nocedal 1989; Nocedal and Wright, "Numerical Optimization",
 * algorithm 7.5): the last steps and gradients approximate the inverse Hessian, and a backtracking line search halves
 * the step length.
 */
final class Lbfgs {

    private static final int HISTORY = 10;
    private static final int MAX_ITERATIONS = 1000;
    private static final int MAX_HALVINGS = 40;

    /** Required share of the decrease that the slope predicts (Armijo condition). */
    private static final double ARMIJO = 1e-4;

    /** A function and its gradient. */
    @FunctionalInterface
    interface Objective {
        /**
         * The value at a point.
         *
         * @param at the point
         * @param gradient receives the gradient
         */
        double of(double[] at, double[] gradient);
    }

    private static final class Step {
        private final double[] change;
        private final double[] gradientChange;
        private final double product;

        Step(double[] change, double[] gradientChange, double product) {
            this.change = change;
            this.gradientChange = gradientChange;
            this.product = product;
        }
    }

    private Lbfgs() {}

    /**
     * Minimises a function from a starting point.
     *
     * @param start not changed
     * @param tolerance the search ends when no element of the gradient is larger
     * @return the point with the lowest value that was found
     */
    static double[] minimize(Objective objective, double[] start, double tolerance) {
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = objective.of(point, gradient);
        Deque<Step> history = new ArrayDeque<>();
        for (int i = 0; i < MAX_ITERATIONS && largest(gradient) > tolerance; i++) {
            double[] direction = direction(gradient, history);
            double slope = dot(direction, gradient);
            double length = history.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            double[] next = new double[point.length];
            double[] nextGradient = new double[point.length];
            double nextValue = Double.POSITIVE_INFINITY;
            for (int halving = 0; halving < MAX_HALVINGS; halving++, length /= 2) {
                next = sum(point, length, direction);
                nextValue = objective.of(next, nextGradient);
                if (nextValue <= value + ARMIJO * length * slope) {
                    break;
                }
            }
            if (!(nextValue < value)) {
                return point; // no decrease beyond rounding errors
            }
            remember(history, sum(next, -1, point), sum(nextGradient, -1, gradient));
            point = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return point;
    }

    private static void remember(Deque<Step> history, double[] change, double[] gradientChange) {
        double product = dot(change, gradientChange);
        if (product > 1e-12 * dot(gradientChange, gradientChange)) {
            history.addLast(new Step(change, gradientChange, product));
            if (history.size() > HISTORY) {
                history.removeFirst();
            }
        }
    }

    /** The two-loop recursion: the negative gradient times the approximate inverse Hessian. */
    private static double[] direction(double[] gradient, Deque<Step> history) {
        double[] result = Arrays.stream(gradient).map(v -> -v).toArray();
        double[] alphas = new double[history.size()];
        int i = history.size();
        for (Iterator<Step> latestFirst = history.descendingIterator(); latestFirst.hasNext(); ) {
            Step step = latestFirst.next();
            alphas[--i] = dot(step.change, result) / step.product;
            result = sum(result, -alphas[i], step.gradientChange);
        }
        if (!history.isEmpty()) {
            Step last = history.getLast();
            double scale = last.product / dot(last.gradientChange, last.gradientChange);
            result = Arrays.stream(result).map(v -> v * scale).toArray();
        }
        for (Step step : history) {
            result = sum(result, alphas[i++] - dot(step.gradientChange, result) / step.product, step.change);
        }
        return result;
    }

    private static double[] sum(double[] first, double factor, double[] second) {
        double[] result = new double[first.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = first[i] + factor * second[i];
        }
        return result;
    }

    private static double dot(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }

    private static double largest(double[] vector) {
        return Arrays.stream(vector).map(Math::abs).max().orElse(0);
    }
}
