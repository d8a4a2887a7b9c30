package dev.pixio.cli.console;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.pixio.io.OneLine;

/** The message of a warning, which may contain names of files, without line breaks and control characters. */
public final class OneLineMessage extends MessageConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return OneLine.of(super.convert(event));
    }
}
