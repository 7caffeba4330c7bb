package io.github.keepalive.boundary;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nginx and HAProxy take the files of the deployment guide, and do with them
 * what the guide says.
 */
@Timeout(60)
class DeploymentFilesTests {

	private static final int CALLS = 8;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@ParameterizedTest
	@EnumSource
	void proxyHasNothingToComplainOf(Program program, @TempDir Path directory) throws Exception {
		try (FaultServer server = FaultServer.start();
				DeployedProxy proxy = program.start(server.port(), server.port())) {
			Path file = Files.writeString(directory.resolve("checked.conf"), proxy.configuration(directory));
			Process check = new ProcessBuilder(proxy.checkCommand(directory, file)).redirectErrorStream(true).start();
			String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(check.waitFor()).as(output).isZero();
			assertThat(output).doesNotContainIgnoringCase("[warn").doesNotContainIgnoringCase("[alert");
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectionsToServersAreKept(Program program) throws Exception {
		try (FaultServer first = FaultServer.start();
				FaultServer second = FaultServer.start();
				DeployedProxy proxy = program.start(first.port(), second.port())) {
			for (int i = 0; i < CALLS; i++) {
				assertThat(post(proxy)).isEqualTo(200);
			}
			assertThat(Stream.of(first, second).flatMap((server) -> server.exchanges().stream()))
				.filteredOn((exchange) -> exchange.method().equals("POST"))
				.hasSize(CALLS)
				.anyMatch(Exchange::reused);
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusedPostGoesToTheOtherServerOnce(Program program) throws Exception {
		FaultServer stopped = FaultServer.start();
		stopped.close();
		try (FaultServer running = FaultServer.start();
				DeployedProxy proxy = program.start(stopped.port(), running.port())) {
			for (int i = 0; i < CALLS; i++) {
				assertThat(post(proxy)).isEqualTo(200);
			}
			assertThat(running.exchanges()).filteredOn((exchange) -> exchange.method().equals("POST")).hasSize(CALLS);
		}
	}

	private int post(DeployedProxy proxy) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/orders"))
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build();
		return this.client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	enum Program {

		NGINX, HAPROXY;

		DeployedProxy start(int first, int second) throws IOException {
			return (this == NGINX) ? DeployedNginx.start(first, second) : DeployedHaproxy.start(first, second);
		}

	}

}
