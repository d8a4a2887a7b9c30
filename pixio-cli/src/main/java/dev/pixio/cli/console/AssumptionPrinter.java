package dev.pixio.cli.console;

import dev.pixio.io.OneLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Prints what is assumed about a file of weights, a line each. */
public final class AssumptionPrinter {

    private AssumptionPrinter() {}

    /** Prints the lines, each with the file. */
    public static void print(PrintWriter err, Path weights, List<String> assumptions) {
        assumptions.forEach(line -> err.println("pixio: " + OneLine.of(weights + ": " + line)));
        err.flush();
    }
}
