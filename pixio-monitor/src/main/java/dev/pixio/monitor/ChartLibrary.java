package dev.pixio.monitor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The chart library uPlot, used by the live page and by reports. Its files are read from its WebJar on the class path. */
public final class ChartLibrary {

    private static final String PROPERTIES = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private ChartLibrary() {}

    /** The script, which defines the global {@code uPlot}, with its licence. */
    public static String script() {
        // The banner is replaced by the licence because it contains a URL, and a report should contain none.
        String code = file("dist/uPlot.iife.min.js").replaceFirst("^/\\*!.*?\\*/\\s*", "");
        return "/*! uPlot " + version() + "\n" + file("LICENSE") + "*/\n" + code + "\n";
    }

    /** The style sheet that belongs to the script. */
    public static String style() {
        return file("dist/uPlot.min.css") + "\n";
    }

    private static String file(String name) {
        return resource("/META-INF/resources/webjars/uplot/" + version() + "/" + name);
    }

    /** The version, which is part of the resource path of the files. */
    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = open(PROPERTIES)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }

    private static String resource(String path) {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String path) {
        InputStream in = ChartLibrary.class.getResourceAsStream(path);
        if (in == null) {
            throw new IllegalStateException("uPlot is not on the class path: there is no " + path);
        }
        return in;
    }
}
