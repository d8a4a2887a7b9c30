package dev.pixio.monitor.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** What a page is made of, by the paths under which browsers ask for it. */
final class PageFiles {

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, Reply> FILES = Map.of(
            "/", read(Reply.HTML, "live.html"),
            "/live.js", read(SCRIPT, "live.js"),
            "/metrics.js", read(SCRIPT, "metrics.js"),
            "/images.js", read(SCRIPT, "images.js"),
            "/events.js", read(SCRIPT, "events.js"),
            "/format.js", read(SCRIPT, "format.js"),
            "/live.css", read(STYLE, "live.css"),
            "/icon.svg", read("image/svg+xml", "icon.svg"),
            "/curves.js", read(SCRIPT, "/dev/pixio/monitor/page/curves.js"),
            "/page.css", read(STYLE, "/dev/pixio/monitor/page/page.css"));

    private PageFiles() {}

    static Optional<Reply> find(String path) {
        return Optional.ofNullable(FILES.get(path));
    }

    private static Reply read(String type, String resource) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + resource);
            }
            return Reply.of(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
