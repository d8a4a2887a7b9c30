package dev.pixio.train.plan.file;

/** What stands after the name of a setting. */
public sealed interface SettingNode permits SettingBlock, SettingNode.Value, SettingNode.Nothing, SettingNode.Sequence {

    /** A single value, as it is written. */
    record Value(String text) implements SettingNode {

        @Override
        public SettingNode with(String unit) {
            return new Value(text + unit);
        }
    }

    /** No value: nothing, {@code null} or {@code ~}. */
    record Nothing() implements SettingNode {}

    /** A list, which no setting is. */
    record Sequence() implements SettingNode {}

    /** A copy with a unit after the value, if there is one. */
    default SettingNode with(String unit) {
        return this;
    }
}
