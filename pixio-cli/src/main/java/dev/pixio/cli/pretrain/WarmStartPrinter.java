package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.Console;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.weights.WarmStart;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Says what a run begins with, before its plan; and how to keep it, where a new decoder could spoil it. */
final class WarmStartPrinter implements TrainingListener {

    private final PrintWriter out;
    private final WarmStart start;

    WarmStartPrinter(PrintWriter out, WarmStart start) {
        this.out = out;
        this.start = start;
    }

    @Override
    public void onStart(TrainingRun run) {
        List<String> lines = start.lines();
        for (int i = 0; i < lines.size(); i++) {
            line(i == 0 ? "begins" : "", lines.get(i));
        }
        if (start.decoder() == WarmStart.Origin.SEED && run.plan().freeze().freezesNothing()) {
            line(
                    "advice",
                    "--freeze-encoder-for 0.1 keeps a decoder that knows nothing yet from spoiling this encoder");
        }
        out.flush();
    }

    private void line(String name, String value) {
        out.println(Console.quiet(String.format(Locale.ROOT, "%-10s", name)) + value);
    }
}
