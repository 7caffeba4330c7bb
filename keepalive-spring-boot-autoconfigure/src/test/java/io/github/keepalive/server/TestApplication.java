package io.github.keepalive.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import reactor.core.publisher.Mono;

import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * What the servers of the tests serve, as a servlet and as a reactive handler: the number
 * of bytes received, {@code /slow} after a while, {@code /large} more than socket buffers
 * hold.
 */
public final class TestApplication {

	public static final Duration SLOW = Duration.ofMillis(4500);

	static final int LARGE = 16 * 1024 * 1024;

	private TestApplication() {
	}

	public static HttpHandler reactive() {
		return (request, response) -> {
			String path = request.getURI().getPath();
			Mono<Long> received = request.getBody().map(TestApplication::count).reduce(0L, Long::sum);
			Mono<Long> answer = path.equals("/slow") ? received.delayElement(SLOW) : received;
			return answer.flatMap((bytes) -> write(response, body(path, bytes)));
		};
	}

	private static long count(DataBuffer buffer) {
		int bytes = buffer.readableByteCount();
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private static Mono<Void> write(ServerHttpResponse response, byte[] body) {
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

	public static ServletContextInitializer servlet() {
		return new ServletRegistrationBean<>(new TestServlet(), "/*");
	}

	private static byte[] body(String path, long received) {
		return path.equals("/large") ? new byte[LARGE] : String.valueOf(received).getBytes();
	}

	private static final class TestServlet extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
			String path = request.getRequestURI();
			long received = request.getInputStream().readAllBytes().length;
			if (path.equals("/slow")) {
				long end = System.nanoTime() + SLOW.toNanos();
				while (System.nanoTime() < end) {
					LockSupport.parkNanos(end - System.nanoTime());
				}
			}
			byte[] body = body(path, received);
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
		}

	}

}
