package io.github.keepalive.test;

import java.io.IOException;
import java.net.ConnectException;
import java.util.LinkedHashSet;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FaultServerExtension} and {@link KeepAliveFaultServer}.
 */
class FaultServerExtensionTests {

	private static final Set<FaultServer> seen = new LinkedHashSet<>();

	@BeforeEach
	void clear() {
		seen.clear();
	}

	@Test
	void annotatedClassHasOneServerResetBeforeEachTest() {
		run(AnnotatedClass.class, 4);
		assertThat(seen).hasSize(1);
	}

	@Test
	void annotatedMethodHasItsOwnServer() {
		run(AnnotatedMethods.class, 2);
		assertThat(seen).hasSize(2).extracting((server) -> server.url("").startsWith("https")).contains(true, false);
	}

	@Test
	void annotationOnMethodOrNestedClassChangesToTls() {
		run(TlsWithinPlain.class, 3);
		assertThat(seen).hasSize(2);
	}

	@Test
	void staticFieldsHoldOneServerEachForTheClass() {
		run(StaticFields.class, 3);
		assertThat(seen).hasSize(2);
	}

	@Test
	void instanceFieldHoldsOneServerForEachTest() {
		run(InstanceField.class, 2);
		assertThat(seen).hasSize(2);
	}

	@Test
	void annotationHasNoServerOutsideOfTests() {
		assertThatIllegalStateException().isThrownBy(() -> new FaultServerExtension().server())
			.withMessageContaining("parameter of type FaultServer");
	}

	private static void run(Class<?> tests, int count) {
		EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(tests))
			.execute()
			.testEvents()
			.assertStatistics((statistics) -> statistics.started(count).succeeded(count));
		assertThat(seen).isNotEmpty()
			.allSatisfy((server) -> assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new WireClient(server)));
	}

	private static void use(FaultServer server) throws IOException {
		seen.add(server);
		assertThat(server.exchanges()).isEmpty();
		try (WireClient client = new WireClient(server)) {
			assertThat(client.send("GET", "/", "")).contains("200");
		}
		assertThat(server).executedOnce("GET /");
		server.behaviour(Behaviour.hang());
	}

	@KeepAliveFaultServer
	static class AnnotatedClass {

		private final FaultServer server;

		AnnotatedClass(FaultServer server) {
			this.server = server;
		}

		@BeforeAll
		static void prepare(FaultServer server) {
			seen.add(server);
		}

		@Test
		void first() throws IOException {
			use(this.server);
		}

		@Test
		void second(FaultServer server) throws IOException {
			assertThat(server).isSameAs(this.server);
			use(server);
		}

		@Nested
		class Inner {

			@Test
			void inner(FaultServer server) throws IOException {
				use(server);
			}

		}

		@Nested
		class AfterInner {

			@Test
			void inner(FaultServer server) throws IOException {
				use(server);
			}

		}

	}

	static class AnnotatedMethods {

		@Test
		@KeepAliveFaultServer
		void plain(FaultServer server) throws IOException {
			use(server);
		}

		@Test
		@KeepAliveFaultServer(tls = true)
		void tls(FaultServer server) throws IOException {
			use(server);
		}

	}

	@KeepAliveFaultServer
	static class TlsWithinPlain {

		@Test
		void plain(FaultServer server) {
			assertThat(server.url("")).startsWith("http:");
		}

		@Test
		@KeepAliveFaultServer(tls = true)
		void method(FaultServer server) throws IOException {
			assertThat(server.url("")).startsWith("https:");
			use(server);
		}

		@Nested
		@KeepAliveFaultServer(tls = true)
		class Inner {

			@Test
			void nested(FaultServer server) throws IOException {
				assertThat(server.url("")).startsWith("https:");
				use(server);
			}

		}

	}

	static class StaticFields {

		@RegisterExtension
		static final FaultServerExtension plain = FaultServerExtension.plain();

		@RegisterExtension
		static final FaultServerExtension tls = FaultServerExtension.tls();

		@Test
		void first() throws IOException {
			use(plain.server());
			use(tls.server());
		}

		@Test
		void second() throws IOException {
			use(plain.server());
			use(tls.server());
		}

		@Nested
		class Inner {

			@Test
			void inner() throws IOException {
				use(plain.server());
			}

		}

	}

	static class InstanceField {

		@RegisterExtension
		final FaultServerExtension extension = FaultServerExtension.plain();

		@Test
		void first() throws IOException {
			use(this.extension.server());
		}

		@Test
		void second() throws IOException {
			use(this.extension.server());
		}

	}

}
