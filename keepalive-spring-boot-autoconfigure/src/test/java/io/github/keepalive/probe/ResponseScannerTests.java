package io.github.keepalive.probe;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResponseScanner}, {@link ResponseHead} and {@link ChunkedBody}.
 */
class ResponseScannerTests {

	private static final String OK = "HTTP/1.1 200 OK\r\n";

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5\r\n\r\nhello", "content-length:0\r\n\r\n",
			"Content-Length: 2, 2\r\n\r\nok", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
			"Transfer-Encoding: gzip, Chunked\r\n\r\nA;x=y\r\n0123456789\r\n1\r\n\n\r\n0\r\nTrailer: x\r\n\r\n",
			"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n" })
	void responseEndsWithItsLastByte(String rest) throws Exception {
		ResponseScanner scanner = new ResponseScanner(false);
		byte[] bytes = bytes(OK + rest);
		for (byte next : bytes) {
			assertThat(scanner.complete()).isFalse();
			scanner.accept(new byte[] { next }, 1);
		}
		assertThat(scanner.complete()).isTrue();
		assertThat(scanner.more()).isFalse();
		assertThat(scanner.response().status()).isEqualTo(200);
		assertThat(scanner.response().kept(false)).isTrue();
	}

	@Test
	void whatFollowsTheResponseIsNoticed() throws Exception {
		ResponseScanner scanner = scan(false, OK + "Content-Length: 2\r\n\r\nokHTTP/1.1 408 Request Timeout\r\n\r\n");
		assertThat(scanner.complete()).isTrue();
		assertThat(scanner.more()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 204 No Content\r\n\r\n",
			"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 Fine\r\n\r\n",
			"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n" })
	void responseWithoutBodyEndsWithItsHead(String response) throws Exception {
		ResponseScanner scanner = scan(false, response);
		assertThat(scanner.complete()).isTrue();
		assertThat(scanner.response().kept(false)).isTrue();
	}

	@Test
	void responseToHeadEndsWithItsHead() throws Exception {
		ResponseScanner scanner = scan(true, OK + "Content-Length: 500\r\n\r\n");
		assertThat(scanner.complete()).isTrue();
		assertThat(scanner.response().kept(true)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n" })
	void connectionIsNotKept(String response) throws Exception {
		assertThat(scan(false, response).response().kept(false)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "220 mail.example.org ESMTP\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 20x\r\n\r\n",
			"\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n" })
	void whatIsNoResponseIsRefused(String response) {
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> scan(false, response));
	}

	@Test
	void endlessHeadIsRefused() {
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> scan(false, "x".repeat(70_000)));
	}

	@Test
	void endlessChunkSizeIsRefused() {
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> scan(false, OK + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(9_000)));
	}

	private static ResponseScanner scan(boolean headRequest, String response) throws ProtocolException {
		ResponseScanner scanner = new ResponseScanner(headRequest);
		byte[] bytes = bytes(response);
		scanner.accept(bytes, bytes.length);
		return scanner;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
