package dev.pixio.monitor.live;

import dev.pixio.monitor.ChartLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The static files of the page by request path. */
final class PageFiles {

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, HttpReply> FILES = Map.ofEntries(
            Map.entry("/", read(HttpReply.HTML, "live.html")),
            Map.entry("/live.js", read(SCRIPT, "live.js")),
            Map.entry("/metrics.js", read(SCRIPT, "metrics.js")),
            Map.entry("/images.js", read(SCRIPT, "images.js")),
            Map.entry("/events.js", read(SCRIPT, "events.js")),
            Map.entry("/format.js", read(SCRIPT, "format.js")),
            Map.entry("/live.css", read(STYLE, "live.css")),
            Map.entry("/icon.svg", read("image/svg+xml", "icon.svg")),
            Map.entry("/charts.js", read(SCRIPT, "/dev/pixio/monitor/page/charts.js")),
            Map.entry("/uplot.js", HttpReply.of(SCRIPT, ChartLibrary.script().getBytes(StandardCharsets.UTF_8))),
            Map.entry("/uplot.css", HttpReply.of(STYLE, ChartLibrary.style().getBytes(StandardCharsets.UTF_8))),
            Map.entry("/page.css", read(STYLE, "/dev/pixio/monitor/page/page.css")));

    private PageFiles() {}

    static Optional<HttpReply> find(String path) {
        return Optional.ofNullable(FILES.get(path));
    }

    private static HttpReply read(String type, String resource) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return HttpReply.of(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
