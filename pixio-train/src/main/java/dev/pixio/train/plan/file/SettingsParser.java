package dev.pixio.train.plan.file;

import dev.pixio.train.plan.file.SettingBlock.Setting;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Parses YAML of nested blocks, and keeps the line of each setting. */
public final class SettingsParser {

    /** Blocks within blocks; more are no settings. */
    private static final int DEEPEST = 16;

    private static final int SHOWN = 60;

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private final JsonParser parser;

    private SettingsParser(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The settings of a text.
     *
     * @throws SettingsException if it is empty, is no YAML, or is no block of settings
     */
    public static SettingBlock parse(String text) throws SettingsException {
        try (JsonParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                throw new SettingsException("the file is empty");
            }
            if (first != JsonToken.START_OBJECT) {
                throw new SettingsException("it has no settings such as 'batchSize: 64' (line "
                        + parser.currentTokenLocation().getLineNr() + ")");
            }
            SettingBlock block = new SettingsParser(parser).block(1);
            if (parser.nextToken() != null) {
                throw new SettingsException("a second document begins (line "
                        + parser.currentTokenLocation().getLineNr() + ")");
            }
            return block;
        } catch (JacksonException e) {
            throw new SettingsException(syntax(text, e));
        }
    }

    private SettingBlock block(int depth) throws SettingsException {
        int line = line();
        if (depth > DEEPEST) {
            throw new SettingsException("blocks are nested too deeply (line " + line + ")");
        }
        List<Setting> settings = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            int at = line();
            settings.add(new Setting(name, at, node(parser.nextToken(), depth)));
        }
        return new SettingBlock(line, settings);
    }

    private SettingNode node(JsonToken token, int depth) throws SettingsException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new SettingsException("aliases such as *" + yaml.getString() + " are not read (line " + line() + ")");
        }
        return switch (token) {
            case START_OBJECT -> block(depth + 1);
            case START_ARRAY -> {
                parser.skipChildren();
                yield new SettingNode.Sequence();
            }
            case VALUE_NULL -> new SettingNode.Nothing();
            default ->
                parser.getString().equals("~") ? new SettingNode.Nothing() : new SettingNode.Value(parser.getString());
        };
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** The line that is no YAML, with the two usual reasons. */
    private static String syntax(String text, JacksonException e) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("\\s*\t\\s*\\S.*") && !lines.get(i).strip().startsWith("#")) {
                return "a tab is before '" + shown(lines.get(i)) + "'; indent with spaces (line " + (i + 1) + ")";
            }
        }
        if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
            return "it is no text: it has control characters";
        }
        int line =
                e.getLocation() == null ? 1 : Math.min(Math.max(e.getLocation().getLineNr(), 1), lines.size());
        return "'" + shown(lines.get(line - 1))
                + "' cannot be read as 'setting: value'; check the indentation, colons, quotes"
                + " and brackets there and above (line " + line + ")";
    }

    private static String shown(String line) {
        String printable = line.strip().replaceAll("\\p{Cntrl}", "?");
        return printable.length() > SHOWN ? printable.substring(0, SHOWN) + "..." : printable;
    }
}
