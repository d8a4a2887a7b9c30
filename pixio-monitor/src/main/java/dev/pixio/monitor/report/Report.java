package dev.pixio.monitor.report;

import dev.pixio.http.PageFiles;
import dev.pixio.io.DurableFile;
import dev.pixio.io.FailureReason;
import dev.pixio.io.OutputFile;
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
 * The report of one run, or a comparison of several runs: one self-contained HTML file. Numbers, tables and images need no
 * JavaScript; the charts do.
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
     * Writes a report atomically.
     *
     * @param out the HTML file
     * @param folders of at least one run, in any state
     * @return number of damaged lines of metrics, which are left out
     * @throws TrainingException if a folder contains no run
     * @throws IOException if {@code out} is a file that is no report, or cannot be written; it is then unchanged
     */
    public static long write(Path out, List<RunFolder> folders) throws IOException {
        if (folders.isEmpty()) {
            throw new TrainingException("a report needs at least one run");
        }
        ReportFile.requireReplaceable(out);
        OutputFile.requireFolderOf(out);
        List<ReportedRun> runs = new ArrayList<>();
        for (RunFolder folder : folders) {
            runs.add(ReportedRun.read(folder, name(folder, folders), Optional.empty()));
        }
        OutputFile.createFolderOf(out);
        new Report(runs).writeTo(out);
        return runs.stream().mapToLong(ReportedRun::damagedSteps).sum();
    }

    /** Writes the report of a run that has just ended into its folder. */
    static void writeEnded(RunFolder folder, RunState ending) throws IOException {
        String name = RunSummary.name(folder.path());
        new Report(List.of(ReportedRun.read(folder, name, Optional.of(ending)))).writeTo(folder.report());
    }

    private void writeTo(Path out) throws IOException {
        try {
            byte[] page = page().getBytes(StandardCharsets.UTF_8);
            DurableFile.writeStream(out, stream -> stream.write(page));
        } catch (IOException e) {
            throw new TrainingException("cannot write " + out + ": " + FailureReason.of(e));
        }
    }

    /** The name of the folder, or its path if several folders have the same name. */
    private static String name(RunFolder folder, List<RunFolder> all) {
        String name = RunSummary.name(folder.path());
        long same = all.stream()
                .filter(other -> RunSummary.name(other.path()).equals(name))
                .count();
        return same > 1 ? folder.path().toString() : name;
    }

    private String page() throws IOException {
        String script = ChartLibrary.script() + resource("page/charts.js") + resource("report/report.js");
        return fill(
                resource("report/report.html"),
                "title",
                HtmlWriter.escaped(title()),
                "hash",
                ScriptData.hash(script),
                "style",
                ChartLibrary.style() + PageFiles.commonStyle() + resource("report/report.css"),
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
            RunSection.of(runs.get(0)).writeSingle(page, ChartSpecs.of(runs).size());
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

    /** Replaces each {@code {{name}}} of the template once, from left to right; values are not searched for placeholders. */
    private static String fill(String template, String... values) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int i = 0; i < values.length; i += 2) {
            String placeholder = "{{" + values[i] + "}}";
            int found = template.indexOf(placeholder, at);
            if (found < 0) {
                throw new IllegalStateException("the template has no placeholder " + placeholder + " in this order");
            }
            filled.append(template, at, found).append(values[i + 1]);
            at = found + placeholder.length();
        }
        return filled.append(template, at, template.length()).toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Report.class.getResourceAsStream("/dev/pixio/monitor/" + name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
