package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.Console;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.weights.WarmStart;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints how the weights of {@code --init} were adapted, and a hint where a new decoder should be trained alone first. */
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
            line(i == 0 ? "init" : "", lines.get(i));
        }
        if (start.decoder() == WarmStart.Origin.SEED && run.plan().freeze().freezesNothing()) {
            line("hint", "--freeze-encoder-for 0.1 trains the new decoder alone first, which protects the encoder");
        }
        out.flush();
    }

    private void line(String name, String value) {
        out.println(Console.dim(String.format(Locale.ROOT, "%-10s", name)) + value);
    }
}
