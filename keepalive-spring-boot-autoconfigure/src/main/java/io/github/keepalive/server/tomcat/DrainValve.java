package io.github.keepalive.server.tomcat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Has responses say that their connection ends, from the beginning of the drain on. On
 * the engine, so that nothing is left out: error pages, static resources, asynchronous
 * and reactive handlers. Thread-safe.
 */
final class DrainValve extends ValveBase {

	private final AtomicLong told = new AtomicLong();

	private volatile boolean draining;

	DrainValve() {
		// Asynchronous requests pass.
		super(true);
	}

	void begin() {
		this.draining = true;
	}

	boolean draining() {
		return this.draining;
	}

	void told() {
		this.told.incrementAndGet();
	}

	long count() {
		return this.told.get();
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		ClosingResponse closing = null;
		if (response.getResponse() instanceof ClosingResponse already) {
			// Another round of an asynchronous request.
			closing = already;
		}
		else if (http1(request) && request.getHeader("Upgrade") == null) {
			closing = new ClosingResponse(response.getResponse(), this);
			response.setResponse(closing);
		}
		if (closing == null) {
			getNext().invoke(request, response);
			return;
		}
		closing.announce();
		getNext().invoke(request, response);
		if (!request.isAsync()) {
			closing.announce();
		}
	}

	private static boolean http1(Request request) {
		// HTTP/2 forbids the header (RFC 9113, 8.2.2).
		String protocol = request.getProtocol();
		return protocol != null && protocol.startsWith("HTTP/1");
	}

}
