package dev.pixio.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The static files of a page by request path. They are read from the class path once, so a path never names a file on disk. */
public final class PageFiles {

    /** The type of scripts. */
    public static final String SCRIPT = "text/javascript; charset=utf-8";

    /** The type of style sheets. */
    public static final String STYLE = "text/css; charset=utf-8";

    /** The type of SVG. */
    public static final String SVG = "image/svg+xml";

    /** Names the folder of the page's resources. */
    private final Class<?> folder;

    private final Map<String, HttpReply> files = new LinkedHashMap<>();

    /**
     * A page without files.
     *
     * @param folder a class in the package of its resources
     */
    public PageFiles(Class<?> folder) {
        this.folder = folder;
    }

    /** Adds a resource. */
    public PageFiles with(String path, String type, String resource) {
        files.put(path, HttpReply.of(type, read(folder, resource)));
        return this;
    }

    /** Adds text. */
    public PageFiles withText(String path, String type, String content) {
        files.put(path, HttpReply.of(type, content));
        return this;
    }

    /** Adds the style and the icon that all pages share, as {@code /page.css} and {@code /icon.svg}. */
    public PageFiles withCommonFiles() {
        files.put("/icon.svg", HttpReply.of(SVG, read(PageFiles.class, "icon.svg")));
        return withText("/page.css", STYLE, commonStyle());
    }

    /** The style that all pages share: colours of light and dark mode, type, cards, tables. */
    public static String commonStyle() {
        return new String(read(PageFiles.class, "page.css"), StandardCharsets.UTF_8);
    }

    /** The file of a path, if there is one. */
    public Optional<HttpReply> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static byte[] read(Class<?> folder, String resource) {
        try (InputStream in = folder.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
