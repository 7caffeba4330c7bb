package io.github.keepalive.sample.network;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OriginTests {

	private final Origin origin = Origin.start(0);

	@AfterEach
	void close() {
		this.origin.close();
	}

	@Test
	void requestExecutedAgainIsOneDuplicate() throws Exception {
		try (HttpCaller caller = new HttpCaller(this.origin.port())) {
			assertThat(caller.call("with", "1")).isEqualTo("HTTP/1.1 200 OK");
			caller.call("with", "2");
			assertThat(this.origin.duplicates("with")).isZero();
			caller.call("with", "2");
			caller.call("with", "2");
		}
		assertThat(this.origin.duplicates("with")).isOne();
		assertThat(this.origin.duplicates("without")).isZero();
	}

}
