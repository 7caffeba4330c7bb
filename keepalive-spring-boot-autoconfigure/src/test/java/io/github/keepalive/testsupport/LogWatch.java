package io.github.keepalive.testsupport;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * Collects what a logger says, whatever levels and appenders an application that ran
 * before in this process has left behind.
 */
public final class LogWatch implements AutoCloseable {

	private final Logger logger;

	private final Level levelBefore;

	private final ListAppender<ILoggingEvent> events = new ListAppender<>();

	private LogWatch(Logger logger) {
		this.logger = logger;
		this.levelBefore = logger.getLevel();
		logger.setLevel(Level.INFO);
		this.events.start();
		logger.addAppender(this.events);
	}

	/**
	 * Starts to collect.
	 * @param name the name of the logger
	 * @return the watch
	 */
	public static LogWatch on(String name) {
		return new LogWatch((Logger) LoggerFactory.getLogger(name));
	}

	/**
	 * Returns what was said so far.
	 * @return the messages
	 */
	public List<String> messages() {
		synchronized (this.events) {
			return new ArrayList<>(this.events.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
		}
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.events);
		this.logger.setLevel(this.levelBefore);
	}

}
