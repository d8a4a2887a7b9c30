package dev.pixio.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OneLineMessageTest {

    @Test
    void aWarningIsOneLineWithoutControlCharacters() throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(getClass().getResource("/logback.xml")));
        Logger logger = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) logger.getAppender("stderr");

        LoggingEvent event = new LoggingEvent(
                "name", logger, Level.WARN, "skipped {}", null, new Object[] {"a\nb\u001b[2J\u202egpj.jpg"});

        assertThat(new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("warning: skipped a?b?[2J?gpj.jpg\n");
        context.stop();
    }
}
