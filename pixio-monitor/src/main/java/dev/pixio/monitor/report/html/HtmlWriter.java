package dev.pixio.monitor.report.html;

/** Builds HTML. Text and attribute values are escaped. */
public final class HtmlWriter {

    private final StringBuilder html = new StringBuilder();

    /** Escapes text for HTML, and replaces characters that are not shown by U+FFFD. */
    public static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isShown(c) ? c : 0xFFFD);
            }
        });
        return safe.toString();
    }

    /** False for control, bidirectional and surrogate characters, which can make a name look like another one. */
    private static boolean isShown(int c) {
        boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
        boolean bidirectional = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        boolean separator = c == 0x2028 || c == 0x2029;
        return !control && !bidirectional && !separator && !(c >= 0xD800 && c <= 0xDFFF);
    }

    /** Adds markup without escaping. */
    public HtmlWriter raw(String markup) {
        html.append(markup);
        return this;
    }

    /** Adds escaped text. */
    public HtmlWriter text(String text) {
        html.append(escaped(text));
        return this;
    }

    /** Adds an element that contains text. */
    public HtmlWriter element(String name, String classes, String text) {
        return open(name, classes).text(text).close(name);
    }

    /** Adds an element without a class that contains text. */
    public HtmlWriter element(String name, String text) {
        return element(name, "", text);
    }

    /** Adds a start tag; an empty {@code classes} adds no attribute. */
    public HtmlWriter open(String name, String classes) {
        html.append('<').append(name);
        if (!classes.isEmpty()) {
            html.append(" class=\"").append(escaped(classes)).append('"');
        }
        html.append('>');
        return this;
    }

    /** Adds an end tag. */
    public HtmlWriter close(String name) {
        html.append("</").append(name).append(">");
        return this;
    }

    /** Adds a table row with a header and a value. */
    public HtmlWriter row(String name, String value) {
        raw("<tr><th scope=\"row\">").text(name).raw("</th><td class=\"name\">").text(value);
        return raw("</td></tr>\n");
    }

    /** Adds the header row of a table; names that begin with {@code #} are numeric columns, without the {@code #}. */
    public HtmlWriter columnHeaders(String... names) {
        raw("<thead><tr>");
        for (String name : names) {
            boolean number = name.startsWith("#");
            raw(number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
            text(number ? name.substring(1) : name).raw("</th>");
        }
        return raw("</tr></thead>\n");
    }

    /** Adds a command line, to which the script adds a copy button. */
    public HtmlWriter command(String line) {
        return raw("<div class=\"command\"><pre>").text(line).raw("</pre></div>\n");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
