package io.github.keepalive.server.tomcat;

import io.github.keepalive.connection.IdleCloses;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * Notes for one processor whether a request passed, and whether a proxy sent it. Used by
 * the thread that runs the processor only.
 */
final class RequestWatch implements Adapter {

	private final Adapter tomcat;

	private boolean served;

	private boolean forwarded;

	RequestWatch(Adapter tomcat) {
		this.tomcat = tomcat;
	}

	boolean served() {
		return this.served;
	}

	boolean forwarded() {
		return this.forwarded;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		// Before valves, some of which take these headers away.
		if (!this.served) {
			this.served = true;
			this.forwarded = forwarded(request.getMimeHeaders());
		}
		this.tomcat.service(request, response);
	}

	private static boolean forwarded(MimeHeaders headers) {
		for (String name : IdleCloses.PROXY_HEADERS) {
			if (headers.findHeader(name, 0) >= 0) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean prepare(Request request, Response response) throws Exception {
		return this.tomcat.prepare(request, response);
	}

	@Override
	public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
		return this.tomcat.asyncDispatch(request, response, status);
	}

	@Override
	public void log(Request request, Response response, long time) {
		this.tomcat.log(request, response, time);
	}

	@Override
	public void checkRecycled(Request request, Response response) {
		// Called whenever the processor is done with a connection for now; its own
		// method for that is final (Tomcat 11).
		this.served = false;
		this.forwarded = false;
		this.tomcat.checkRecycled(request, response);
	}

	@Override
	public String getDomain() {
		return this.tomcat.getDomain();
	}

}
