package dev.pixio.train.plan.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a block in the order of the file. A name may occur twice; {@link SettingsReader} refuses that.
 *
 * @param line of the first setting, counted from 1
 */
public record SettingBlock(int line, List<Setting> settings) implements SettingNode {

    /**
     * A setting and its place.
     *
     * @param name without the names of the blocks around it
     * @param line of the name, counted from 1
     */
    public record Setting(String name, int line, SettingNode node) {}

    public SettingBlock {
        settings = List.copyOf(settings);
    }

    /** Whether there is a setting of this name. */
    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** The value of a setting, if it is there and has a single value. */
    public Optional<SettingNode.Value> value(String name) {
        return find(name)
                .map(Setting::node)
                .filter(SettingNode.Value.class::isInstance)
                .map(SettingNode.Value.class::cast);
    }

    /** The settings of an inner block; empty if there is none. */
    public SettingBlock block(String name) {
        return find(name)
                .map(Setting::node)
                .filter(SettingBlock.class::isInstance)
                .map(SettingBlock.class::cast)
                .orElse(new SettingBlock(line, List.of()));
    }

    /** A copy with one more setting, at the end. */
    public SettingBlock with(String name, SettingNode node) {
        List<Setting> more = new ArrayList<>(settings);
        more.add(new Setting(name, line, node));
        return new SettingBlock(line, more);
    }

    /** A copy in which an inner block is another one; the same if it has no such block. */
    public SettingBlock withBlock(String name, SettingBlock block) {
        return new SettingBlock(
                line,
                settings.stream()
                        .map(setting -> setting.name().equals(name) && setting.node() instanceof SettingBlock
                                ? new Setting(name, setting.line(), block)
                                : setting)
                        .toList());
    }

    /**
     * A copy in which a setting has another name, and a unit after its value.
     *
     * @param unit text that is added to the value; may be empty
     */
    public SettingBlock renamed(String before, String now, String unit) {
        return new SettingBlock(
                line,
                settings.stream()
                        .map(setting -> setting.name().equals(before)
                                ? new Setting(
                                        now, setting.line(), setting.node().with(unit))
                                : setting)
                        .toList());
    }

    /** The first setting of a name. */
    public Optional<Setting> find(String name) {
        return settings.stream().filter(setting -> setting.name().equals(name)).findFirst();
    }
}
