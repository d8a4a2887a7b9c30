package dev.pixio.eval.probe;

import dev.pixio.eval.report.Accuracy;
import java.util.List;

/** The probes of a run as a plot: k-NN accuracy in percent over steps, and the accuracy at step 0 as a dashed line. */
final class ProbePlot {

    private ProbePlot() {}

    /**
     * The plot as SVG.
     *
     * @param probes at least one, ordered by step
     */
    static String svg(List<Probe> probes) {
        String name = probes.get(probes.size() - 1).primaryResult().name();
        LinePlot plot = new LinePlot(
                "k-NN accuracy on held-out images (" + name + ", top-1, with 95 % intervals)",
                "optimizer steps",
                " %",
                100);
        return plot.svg(
                probes.stream().map(ProbePlot::point).toList(),
                new LinePlot.Reference(
                        100 * probes.get(0).primaryResult().top1().share(), "at step 0: "));
    }

    private static LinePlot.Point point(Probe probe) {
        Accuracy top1 = probe.primaryResult().top1();
        return new LinePlot.Point(probe.step(), 100 * top1.share(), 100 * top1.low(), 100 * top1.high());
    }
}
