package dev.pixio.monitor.report;

import dev.pixio.io.DurableFile;
import dev.pixio.monitor.ChartLibrary;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.html.ScriptData;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.monitor.report.summary.RunState;
import dev.pixio.monitor.report.summary.RunSummary;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * One HTML file about a run, or about several beside each other. All that it needs is inside: it can be sent around, opened
 * from a disk and kept. Numbers, tables and images are there without JavaScript, which draws the curves.
 */
public final class Report {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final List<ReportedRun> runs;

    private Report(List<ReportedRun> runs) {
        this.runs = runs;
    }

    /**
     * Writes a report. It is written beside its place and then put there, so that a reader never sees half of it.
     *
     * @param out the HTML file
     * @param folders of at least one run, finished or not
     * @return how many lines of metrics were damaged and are left out
     * @throws TrainingException if a folder holds no run, or there is no folder for the file
     */
    public static long write(Path out, List<RunFolder> folders) throws IOException {
        if (folders.isEmpty()) {
            throw new TrainingException("a report needs at least one run");
        }
        List<ReportedRun> runs = new ArrayList<>();
        for (RunFolder folder : folders) {
            runs.add(ReportedRun.read(folder, name(folder, folders), Optional.empty()));
        }
        requireFolder(out);
        new Report(runs).put(out);
        return runs.stream().mapToLong(ReportedRun::damagedSteps).sum();
    }

    /** Writes the report of a run into its folder, by somebody who knows how it ended. */
    static void writeEnded(RunFolder folder, RunState ending) throws IOException {
        String name = RunSummary.name(folder.path());
        new Report(List.of(ReportedRun.read(folder, name, Optional.of(ending)))).put(folder.report());
    }

    private static void requireFolder(Path out) throws TrainingException {
        Path parent = out.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new TrainingException("there is no folder " + parent + " for " + out.getFileName());
        }
    }

    private void put(Path out) throws IOException {
        try {
            byte[] page = page().getBytes(StandardCharsets.UTF_8);
            DurableFile.writeStream(out, stream -> stream.write(page));
        } catch (IOException e) {
            throw new TrainingException("cannot write " + out + ": " + e.getMessage());
        }
    }

    /** The name of its folder, or its whole path where several folders have one name. */
    private static String name(RunFolder folder, List<RunFolder> all) {
        String name = RunSummary.name(folder.path());
        long same = all.stream()
                .filter(other -> RunSummary.name(other.path()).equals(name))
                .count();
        return same > 1 ? folder.path().toString() : name;
    }

    private String page() throws IOException {
        String script = ChartLibrary.script() + resource("page/charts.js") + resource("report/report.js");
        return filled(
                resource("report/report.html"),
                "title",
                HtmlWriter.escaped(title()),
                "hash",
                ScriptData.hash(script),
                "style",
                ChartLibrary.style() + resource("page/page.css") + resource("report/report.css"),
                "body",
                body(),
                "written",
                "Written " + TIME.format(Instant.now()),
                "data",
                ScriptData.json(data()),
                "script",
                script);
    }

    private String title() {
        return runs.size() == 1 ? runs.get(0).name() : runs.size() + " runs: " + String.join(", ", names());
    }

    private List<String> names() {
        return runs.stream().map(ReportedRun::name).toList();
    }

    private String body() throws IOException {
        HtmlWriter page = new HtmlWriter();
        if (runs.size() == 1) {
            RunSection.of(runs.get(0)).alone(page, ChartSpecs.of(runs).size());
        } else {
            ComparisonSection.write(page, runs, ChartSpecs.of(runs).size());
        }
        return page.toString();
    }

    private ArrayNode data() {
        ArrayNode charts = JsonMapper.shared().createArrayNode();
        ChartSpecs.of(runs).forEach(charts::add);
        return charts;
    }

    /** A text with each {@code {{name}}} replaced, from left to right and once: what is put in may hold any text. */
    private static String filled(String template, String... values) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int i = 0; i < values.length; i += 2) {
            String place = "{{" + values[i] + "}}";
            int found = template.indexOf(place, at);
            if (found < 0) {
                throw new IllegalStateException("the page has no place " + place + " in this order");
            }
            filled.append(template, at, found).append(values[i + 1]);
            at = found + place.length();
        }
        return filled.append(template, at, template.length()).toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Report.class.getResourceAsStream("/dev/pixio/monitor/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the build has lost " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
