package io.github.keepalive.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import io.github.keepalive.test.RequestReader.Head;

/**
 * What a {@link FaultServer} saw and did. Guarded by its monitor.
 */
final class Journal {

	private final List<Exchange> exchanges = new ArrayList<>();

	private String idHeader = "x-request-id";

	private int unsolicited;

	private int chapter;

	synchronized void idHeader(String name) {
		this.idHeader = name.toLowerCase(Locale.ROOT);
	}

	synchronized String id(Head head) {
		String id = head.headers().getOrDefault(this.idHeader, "");
		return (!id.isEmpty()) ? id : head.method() + " " + head.path();
	}

	/**
	 * Returns the current chapter: what was under way when it ended is not recorded in
	 * the next.
	 * @return its number
	 */
	synchronized int chapter() {
		return this.chapter;
	}

	synchronized void record(int chapter, Exchange exchange) {
		if (chapter == this.chapter) {
			this.exchanges.add(exchange);
		}
	}

	synchronized void unsolicitedWritten(int chapter) {
		if (chapter == this.chapter) {
			this.unsolicited++;
		}
	}

	synchronized int unsolicited() {
		return this.unsolicited;
	}

	synchronized List<Exchange> exchanges() {
		return List.copyOf(this.exchanges);
	}

	int attempts(String id) {
		return count((exchange) -> exchange.id().equals(id));
	}

	int executions(String id) {
		return count((exchange) -> exchange.id().equals(id) && exchange.executed());
	}

	synchronized void nextChapter() {
		this.exchanges.clear();
		this.unsolicited = 0;
		this.chapter++;
	}

	private int count(Predicate<Exchange> which) {
		return (int) exchanges().stream().filter(which).count();
	}

}
