package dev.pixio.bench;

import dev.pixio.torch.NativeMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * The protocol in which two sides of a comparison take turns, on one machine and in the same minutes: each measures a round
 * for each line on its standard input. {@code bench/peers/paced.py} is the other side's.
 */
final class ComparisonProtocol {

    private ComparisonProtocol() {}

    /**
     * Answers every line of standard input with the figures of a round, one JSON object a line.
     *
     * @param about what is measured
     * @param round measures once
     */
    static void serve(PrintWriter out, Object about, Supplier<Object> round) {
        say(out, Map.of("ready", about));
        BufferedReader turns = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            while (turns.readLine() != null) {
                say(out, Map.of("round", round.get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long peak = NativeMemory.peakResident().orElse(0) >> 20;
        say(out, Map.of("end", Map.of("peakRssMiB", peak)));
    }

    private static void say(PrintWriter out, Object message) {
        out.println(JsonMapper.shared().writeValueAsString(message));
        out.flush();
    }
}
