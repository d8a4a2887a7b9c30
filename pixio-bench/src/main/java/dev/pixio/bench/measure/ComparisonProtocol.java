package dev.pixio.bench.measure;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.device.DeviceMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import tools.jackson.databind.json.JsonMapper;

/**
 * The protocol of {@code bench/compare}, by which two programs measure in alternating rounds on one machine: each measures
 * one round per line on its standard input. The Python side is {@code bench/peers/paced.py}.
 */
public final class ComparisonProtocol {

    private ComparisonProtocol() {}

    /**
     * The settings that all benchmarks have: a description, threads and versions. More can be added.
     *
     * @param what is measured, in words
     */
    public static Map<String, Object> about(String what) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("what", what);
        about.put("threads", Libtorch.threads());
        about.put("libtorch", Libtorch.version());
        about.put("java", System.getProperty("java.version"));
        return about;
    }

    /**
     * Answers every line of standard input with the result of a round, one JSON object per line.
     *
     * @param about the settings of the benchmark, as JSON
     * @param round measures one round
     */
    public static void serve(PrintWriter out, Object about, Supplier<Object> round) {
        serve(out, about, round, new Device("cpu"));
    }

    /**
     * The same of a benchmark on a device, whose memory is reported as well.
     *
     * @param about the settings of the benchmark, as JSON
     * @param round measures one round
     */
    public static void serve(PrintWriter out, Object about, Supplier<Object> round, Device device) {
        send(out, Map.of("ready", about));
        BufferedReader turns = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            while (turns.readLine() != null) {
                send(out, Map.of("round", round.get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("peakRssMiB", NativeMemory.peakResident().orElse(0) >> 20);
        DeviceMemory.peak(device).ifPresent(peak -> end.put("peakDeviceMiB", peak >> 20));
        send(out, Map.of("end", end));
    }

    private static void send(PrintWriter out, Object message) {
        out.println(JsonMapper.shared().writeValueAsString(message));
        out.flush();
    }
}
