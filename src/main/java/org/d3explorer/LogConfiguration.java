package org.d3explorer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;

/**
 * Sets up the log: a file a day in the program's log folder, nothing on the console unless it is asked for. In code
 * rather than XML because reading XML costs a tenth of a second at every start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    /** System property that names the folder of the log; without it warnings go to standard error. */
    static final String FOLDER_PROPERTY = "d3explorer.logs";
    /** System property that, when {@code true}, puts the log on standard error too. */
    static final String CONSOLE_PROPERTY = "d3explorer.debug";

    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{0}: %msg%n";
    private static final int DAYS_KEPT = 14;
    private static final long BYTES_KEPT = 20L << 20;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var folder = System.getProperty(FOLDER_PROPERTY);
        boolean console = folder == null || Boolean.getBoolean(CONSOLE_PROPERTY);
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(folder == null ? Level.WARN : Level.INFO);
        if (folder != null) {
            root.addAppender(file(context, folder));
        }
        if (console) {
            root.addAppender(standardError(context));
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Appender<ILoggingEvent> file(LoggerContext context, String folder) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("file");
        // Two running programs share the file.
        appender.setPrudent(true);
        appender.setEncoder(encoder(context));
        var policy = new TimeBasedRollingPolicy<ILoggingEvent>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(folder + "/d3-explorer.%d{yyyy-MM-dd}.log");
        policy.setMaxHistory(DAYS_KEPT);
        policy.setTotalSizeCap(new FileSize(BYTES_KEPT));
        policy.start();
        appender.setRollingPolicy(policy);
        appender.start();
        return appender;
    }

    private static Appender<ILoggingEvent> standardError(LoggerContext context) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("standard-error");
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context));
        appender.start();
        return appender;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }
}
