package dev.pixio.eval.classify;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function (Liu and Nocedal 1989; Nocedal and Wright, "Numerical Optimization", algorithm 7.5):
 * gradients of the last steps stand for the second derivative, and a step is halved until it goes down enough.
 */
final class Lbfgs {

    private static final int HISTORY = 10;
    private static final int MOST_ITERATIONS = 1000;
    private static final int MOST_HALVINGS = 40;

    /** Of the descent that the slope promises, so much has to come true (Armijo). */
    private static final double ENOUGH = 1e-4;

    /** A function and its slope. */
    @FunctionalInterface
    interface Objective {
        /**
         * The value at a place.
         *
         * @param at where
         * @param gradient is filled
         */
        double of(double[] at, double[] gradient);
    }

    private static final class Step {
        private final double[] moved;
        private final double[] bent;
        private final double product;

        Step(double[] moved, double[] bent, double product) {
            this.moved = moved;
            this.bent = bent;
            this.product = product;
        }
    }

    private Lbfgs() {}

    /**
     * Goes down from a place.
     *
     * @param start is left as it is
     * @param tolerance it ends where no element of the gradient is larger
     * @return the lowest place that was found
     */
    static double[] minimize(Objective objective, double[] start, double tolerance) {
        double[] place = start.clone();
        double[] gradient = new double[place.length];
        double value = objective.of(place, gradient);
        Deque<Step> history = new ArrayDeque<>();
        for (int i = 0; i < MOST_ITERATIONS && largest(gradient) > tolerance; i++) {
            double[] direction = direction(gradient, history);
            double slope = dot(direction, gradient);
            double length = history.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            double[] next = new double[place.length];
            double[] nextGradient = new double[place.length];
            double nextValue = Double.POSITIVE_INFINITY;
            for (int halving = 0; halving < MOST_HALVINGS; halving++, length /= 2) {
                next = sum(place, length, direction);
                nextValue = objective.of(next, nextGradient);
                if (nextValue <= value + ENOUGH * length * slope) {
                    break;
                }
            }
            if (!(nextValue < value)) {
                return place; // rounding is all that is left
            }
            remember(history, sum(next, -1, place), sum(nextGradient, -1, gradient));
            place = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return place;
    }

    private static void remember(Deque<Step> history, double[] moved, double[] bent) {
        double product = dot(moved, bent);
        if (product > 1e-12 * dot(bent, bent)) {
            history.addLast(new Step(moved, bent, product));
            if (history.size() > HISTORY) {
                history.removeFirst();
            }
        }
    }

    /** The two loops: the gradient times the estimated inverse of the second derivative, downwards. */
    private static double[] direction(double[] gradient, Deque<Step> history) {
        double[] result = Arrays.stream(gradient).map(v -> -v).toArray();
        double[] shares = new double[history.size()];
        int i = history.size();
        for (Iterator<Step> back = history.descendingIterator(); back.hasNext(); ) {
            Step step = back.next();
            shares[--i] = dot(step.moved, result) / step.product;
            result = sum(result, -shares[i], step.bent);
        }
        if (!history.isEmpty()) {
            Step last = history.getLast();
            double scale = last.product / dot(last.bent, last.bent);
            result = Arrays.stream(result).map(v -> v * scale).toArray();
        }
        for (Step step : history) {
            result = sum(result, shares[i++] - dot(step.bent, result) / step.product, step.moved);
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
