package io.github.keepalive.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.github.keepalive.sample.DemoStatus.ClientFigures;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.proxy-port=0", "sample.origin-port=0", "sample.run-at-start=false", "sample.window=1s",
				"sample.duration=6s", "keepalive.proxy.idle=1s" })
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	private static final int ATTEMPTS = 3;

	// Client idle time and way there and back leave 137 ms of the window; several threads
	// have a part in a request.
	private static final Duration SHORTEST_STALL = Duration.ofMillis(30);

	private Duration longestStall = Duration.ZERO;

	private final HttpClient http = HttpClient.newHttpClient();

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private Demo demo;

	@Test
	void pageNeedsNothingFromOutside() throws Exception {
		HttpResponse<String> page = get("/");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("Run the comparison").doesNotContain("src=\"http", "href=\"http", "@import");
	}

	@Test
	void upstreamIsReachedThroughTheProxy() throws Exception {
		assertThat(get("/upstream").body()).startsWith("Hello");
	}

	@Test
	void reportSaysWhatWasSetAndWhy() throws Exception {
		HttpResponse<String> report = get("/actuator/keepalive");
		assertThat(report.statusCode()).isEqualTo(200);
		assertThat(report.body()).contains("\"status\"", "keepalive.proxy.idle 1s less margin");
	}

	@Test
	void impossibleWindowIsRefused() throws Exception {
		assertThat(post("/demo?window=1ms").statusCode()).isEqualTo(400);
		HttpResponse<String> response = post("/demo?window=soon");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains(DemoSettings.WINDOW_RULE);
	}

	@Test
	void requestsFailWithoutTheStarterAndNoneWithIt(CapturedOutput output) throws Exception {
		DemoStatus status = compare();
		for (int attempt = 1; attempt < ATTEMPTS && isInconclusive(status); attempt++) {
			status = compare();
		}
		ClientFigures without = status.clients().get(0);
		ClientFigures with = status.clients().get(1);
		assertThat(without.failedPercent()).isGreaterThanOrEqualTo(1);
		assertThat(without.errors().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(without.failed());
		assertThat(without.connections()).isPositive();
		assertThat(with.requests()).isGreaterThan(100);
		assertThat(with.failed()).as("%s", with.errors()).isZero();
		assertThat(with.duplicates()).isZero();
		assertThat(with.connections()).isPositive();
		// The result is there before it is printed.
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(output).contains("executed twice", "/actuator/keepalive"));
	}

	private boolean isInconclusive(DemoStatus status) {
		// No failure without the starter says nothing about the starter, and who is kept
		// from running between the decision and the write loses the race all the same.
		return status.clients().get(0).failed() == 0
				|| status.clients().get(1).failed() > 0 && this.longestStall.compareTo(SHORTEST_STALL) > 0;
	}

	private DemoStatus compare() throws Exception {
		try (StallMeter stalls = new StallMeter()) {
			DemoStatus status = compareOnce();
			this.longestStall = stalls.longest();
			return status;
		}
	}

	private DemoStatus compareOnce() throws Exception {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> post("/demo").statusCode() == 202);
		HttpResponse<String> second = post("/demo");
		assertThat(second.statusCode()).isEqualTo(409);
		assertThat(second.body()).contains("A comparison is running");
		assertThat(get("/demo").body()).contains("\"state\":\"RUNNING\"");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.demo.status().state() == DemoStatus.State.DONE);
		return this.demo.status();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String path) throws IOException, InterruptedException {
		return this.http.send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path));
	}

}
