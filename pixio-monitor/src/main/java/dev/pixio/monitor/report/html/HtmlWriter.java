package dev.pixio.monitor.report.html;

/** HTML that is being written. Whatever comes as text or as the value of an attribute is escaped. */
public final class HtmlWriter {

    private final StringBuilder html = new StringBuilder();

    /** Text with the characters that mean something in HTML replaced. */
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

    /** Not what turns the direction of text around or hides in it, which makes a name look like another. */
    private static boolean isShown(int c) {
        boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
        boolean turning = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        boolean separator = c == 0x2028 || c == 0x2029;
        return !control && !turning && !separator && !(c >= 0xD800 && c <= 0xDFFF);
    }

    /** Adds markup as it is. */
    public HtmlWriter raw(String markup) {
        html.append(markup);
        return this;
    }

    /** Adds text. */
    public HtmlWriter text(String text) {
        html.append(escaped(text));
        return this;
    }

    /** An element with text alone. */
    public HtmlWriter element(String name, String classes, String text) {
        return open(name, classes).text(text).close(name);
    }

    /** An element with text alone and without a class. */
    public HtmlWriter element(String name, String text) {
        return element(name, "", text);
    }

    /** The beginning of an element. */
    public HtmlWriter open(String name, String classes) {
        html.append('<').append(name);
        if (!classes.isEmpty()) {
            html.append(" class=\"").append(escaped(classes)).append('"');
        }
        html.append('>');
        return this;
    }

    /** The end of an element. */
    public HtmlWriter close(String name) {
        html.append("</").append(name).append(">");
        return this;
    }

    /** A row of two cells: what it is, and what it says. */
    public HtmlWriter row(String name, String value) {
        raw("<tr><th scope=\"row\">").text(name).raw("</th><td class=\"name\">").text(value);
        return raw("</td></tr>\n");
    }

    /** The heads of a table's columns; those that begin with {@code #} hold numbers. */
    public HtmlWriter heads(String... names) {
        raw("<thead><tr>");
        for (String name : names) {
            boolean number = name.startsWith("#");
            raw(number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
            text(number ? name.substring(1) : name).raw("</th>");
        }
        return raw("</tr></thead>\n");
    }

    /** A command that can be copied. */
    public HtmlWriter command(String line) {
        return raw("<div class=\"command\"><pre>").text(line).raw("</pre></div>\n");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
