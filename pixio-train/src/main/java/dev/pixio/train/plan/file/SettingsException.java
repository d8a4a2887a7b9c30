package dev.pixio.train.plan.file;

/** Settings that cannot be read; the message is one line that names the setting and the line of the file. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
