package io.github.keepalive.edge;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.keepalive.retry.KeepAliveAttributes;

/**
 * What a test asks a client to send.
 *
 * @param method the method
 * @param headers the headers
 * @param body what is handed to the client as a body, or {@code null} for none
 * @param idempotent the mark, or {@code null} for none
 */
record Send(String method, Map<String, String> headers, Object body, Boolean idempotent) {

	static Send get() {
		return of("GET");
	}

	static Send of(String method) {
		return new Send(method, Map.of(), null, null);
	}

	/**
	 * A request with a body where the method usually has one.
	 * @param method the method
	 * @return the request
	 */
	static Send typical(String method) {
		return switch (method) {
			case "POST", "PUT", "PATCH" -> of(method).body("content");
			default -> of(method);
		};
	}

	Send header(String name, String value) {
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		all.put(name, value);
		return new Send(this.method, all, this.body, this.idempotent);
	}

	Send body(Object content) {
		return new Send(this.method, this.headers, content, this.idempotent);
	}

	Send marked(boolean mark) {
		return new Send(this.method, this.headers, this.body, mark);
	}

	Map<String, Object> attributes() {
		return (this.idempotent != null) ? Map.of(KeepAliveAttributes.IDEMPOTENT, this.idempotent) : Map.of();
	}

}
