package dev.pixio.cli.pretrain;

import dev.pixio.eval.dense.DenseProbes;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How often an encoder is evaluated during a run, and how: always by k-NN, and by linear models on patch tokens if named.
 *
 * @param steps between two evaluations; 0 for none
 * @param dense what is evaluated beside k-NN
 */
record ProbeInterval(long steps, Set<DenseProbes.Kind> dense) {

    /**
     * Reads a number of steps, and after it what else is evaluated, such as {@code 500,segmentation,depth}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static ProbeInterval parse(String text) {
        List<String> parts = List.of(text.split(",", -1));
        Set<DenseProbes.Kind> dense = EnumSet.noneOf(DenseProbes.Kind.class);
        for (String name : parts.subList(1, parts.size())) {
            dense.add(kind(name.strip(), text));
        }
        long steps = steps(parts.get(0).strip(), text);
        if (steps == 0 && !dense.isEmpty()) {
            throw new IllegalArgumentException("--probe-every 0 is never, and cannot be combined with segmentation or"
                    + " depth: give a number of steps, at least 1, not '" + text + "'");
        }
        return new ProbeInterval(steps, dense);
    }

    private static long steps(String number, String text) {
        if (!number.matches("\\d{1,18}")) {
            throw refused(text);
        }
        return Long.parseLong(number);
    }

    private static DenseProbes.Kind kind(String name, String text) {
        for (DenseProbes.Kind kind : DenseProbes.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw refused(text);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "--probe-every is a number of steps, at least 0, with segmentation and depth after it if they are evaluated,"
                        + " too: 500 or 500,segmentation,depth, not '" + text + "'");
    }

    /** With both evaluations of patch tokens. */
    ProbeInterval withAll() {
        return new ProbeInterval(steps, EnumSet.allOf(DenseProbes.Kind.class));
    }

    /** Whether there are no evaluations. */
    boolean isNever() {
        return steps == 0;
    }
}
