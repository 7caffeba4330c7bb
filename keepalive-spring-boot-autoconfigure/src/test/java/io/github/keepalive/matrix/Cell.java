package io.github.keepalive.matrix;

import java.util.ArrayList;
import java.util.List;

/**
 * One case of the matrix.
 *
 * @param transport the client
 * @param fault what goes wrong
 * @param reused whether the connection served a request before
 * @param sent the request
 * @param tls whether over TLS
 */
record Cell(Transport transport, Fault fault, boolean reused, Sent sent, boolean tls) {

	/** What is sent in the clear. */
	static final List<Sent> PLAIN = List.of(Sent.values());

	/** What is sent over TLS, where the same layer above decides. */
	static final List<Sent> SECURE = List.of(Sent.GET, Sent.PUT, Sent.KEYED_POST, Sent.POST);

	static List<Cell> of(Transport transport, boolean tls) {
		List<Cell> cells = new ArrayList<>();
		for (Fault fault : Fault.values()) {
			for (Sent sent : sent(fault, tls)) {
				cells.add(new Cell(transport, fault, true, sent, tls));
				if (fault.ofTheExchange()) {
					cells.add(new Cell(transport, fault, false, sent, tls));
				}
			}
		}
		return cells;
	}

	private static List<Sent> sent(Fault fault, boolean tls) {
		if (!tls) {
			return PLAIN;
		}
		return (fault != Fault.HANG) ? SECURE : List.of();
	}

	Cell inTheClear() {
		return new Cell(this.transport, this.fault, this.reused, this.sent, false);
	}

	@Override
	public String toString() {
		return this.transport + ", " + this.fault + (this.reused ? ", reused, " : ", fresh, ") + this.sent
				+ (this.tls ? ", TLS" : "");
	}

}
