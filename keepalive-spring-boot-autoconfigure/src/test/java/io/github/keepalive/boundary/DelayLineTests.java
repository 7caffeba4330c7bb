package io.github.keepalive.boundary;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DelayLine}.
 */
class DelayLineTests {

	private static final Duration ONE_WAY = Duration.ofMillis(50);

	private ServerSocket listener;

	private DelayLine line;

	private Socket client;

	private Socket server;

	@BeforeEach
	void connect() throws IOException {
		this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
		this.line = DelayLine.to(this.listener.getLocalPort(), ONE_WAY, 2);
		this.client = new Socket(InetAddress.getLoopbackAddress(), this.line.port(1));
		this.server = this.listener.accept();
		this.client.setSoTimeout(10_000);
		this.server.setSoTimeout(10_000);
	}

	@AfterEach
	void close() throws Exception {
		this.client.close();
		this.server.close();
		this.line.close();
		this.listener.close();
	}

	@Test
	void bytesArriveLateInBothDirections() throws IOException {
		long start = System.nanoTime();
		this.client.getOutputStream().write('a');
		assertThat(this.server.getInputStream().read()).isEqualTo('a');
		this.server.getOutputStream().write('b');
		assertThat(this.client.getInputStream().read()).isEqualTo('b');
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(ONE_WAY.multipliedBy(2));
		assertThat(this.line.connections()).isOne();
	}

	@Test
	void finArrivesLateAndLeavesTheOtherDirectionOpen() throws IOException {
		long start = System.nanoTime();
		this.client.shutdownOutput();
		assertThat(this.server.getInputStream().read()).isEqualTo(-1);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(ONE_WAY);
		this.server.getOutputStream().write('b');
		assertThat(this.client.getInputStream().read()).isEqualTo('b');
		assertThat(this.line.resets()).isZero();
	}

	@Test
	void resetOfTheTargetArrivesAsReset() throws IOException {
		this.server.setSoLinger(true, 0);
		this.server.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read());
		assertThat(this.line.resets()).isOne();
	}

	@Test
	void resetOfTheClientArrivesAsReset() throws IOException {
		this.client.setSoLinger(true, 0);
		this.client.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.server.getInputStream().read());
		assertThat(this.line.resets()).isZero();
	}

	@Test
	void requestThatCrossesTheCloseIsAnsweredByReset() throws IOException {
		this.server.close();
		this.client.getOutputStream().write(new byte[100]);
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		await().untilAsserted(() -> assertThat(this.line.resets()).isOne());
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
			while (true) {
				this.client.getOutputStream().write(new byte[100]);
			}
		});
	}

	@Test
	void moreThanItHoldsIsPassedOnAsTheReceiverTakesIt() throws IOException, InterruptedException {
		byte[] bytes = new byte[8 * 1024 * 1024];
		Thread writer = new Thread(() -> {
			try {
				this.server.getOutputStream().write(bytes);
				this.server.shutdownOutput();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		writer.start();
		assertThat(this.client.getInputStream().readAllBytes()).hasSameSizeAs(bytes);
		writer.join();
	}

}
