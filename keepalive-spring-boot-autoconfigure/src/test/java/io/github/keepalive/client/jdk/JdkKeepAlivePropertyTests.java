package io.github.keepalive.client.jdk;

import java.time.Duration;
import java.util.List;
import java.util.Properties;

import io.github.keepalive.client.jdk.JdkKeepAliveProperty.State;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdkKeepAliveProperty}.
 */
class JdkKeepAlivePropertyTests {

	private final Properties system = new Properties();

	private final Properties net = new Properties();

	@ParameterizedTest
	@CsvSource({ "50000, 46", "65000, 61", "120000, 116", "25000, 21", "10000, 6", "9000, 7", "5000, 3", "2500, 1",
			"1667, 1", "417, 1" })
	void asksForWholeSecondsThatKeepTheLatestReuseBelowThePlan(long idleMillis, String seconds) {
		JdkKeepAliveProperty property = JdkKeepAliveProperty.request(stated(Duration.ofMillis(idleMillis)), java(17));
		assertThat(this.system).containsEntry(JdkKeepAliveProperty.NAME, seconds);
		assertThat(property.state()).isEqualTo(State.REQUESTED);
		assertThat(property.idleTimeout().origin()).isEqualTo(Origin.REQUESTED);
		assertThat(property.idleTimeout().value()).isEqualTo(Duration.ofSeconds(Long.parseLong(seconds)));
	}

	@Test
	void shortWindowMakesTheSelectorLookMoreOften() {
		JdkKeepAliveProperty.request(stated(Duration.ofMillis(2500)), java(25));
		assertThat(this.system).containsEntry(JdkRuntime.SELECTOR_WAIT, "1000");
	}

	@Test
	void longWindowLeavesTheSelectorAlone() {
		JdkKeepAliveProperty.request(stated(Duration.ofSeconds(50)), java(25));
		assertThat(this.system).doesNotContainKey(JdkRuntime.SELECTOR_WAIT);
	}

	@Test
	void selectorWaitOfUserStays() {
		this.system.setProperty(JdkRuntime.SELECTOR_WAIT, "2000");
		JdkKeepAliveProperty.request(stated(Duration.ofSeconds(5)), java(25));
		assertThat(this.system).containsEntry(JdkRuntime.SELECTOR_WAIT, "2000")
			.containsEntry(JdkKeepAliveProperty.NAME, "2");
	}

	@Test
	void valueOfUserStays() {
		this.system.setProperty(JdkKeepAliveProperty.NAME, "40");
		JdkKeepAliveProperty property = JdkKeepAliveProperty.request(stated(Duration.ofSeconds(50)), java(17));
		assertThat(this.system).containsEntry(JdkKeepAliveProperty.NAME, "40");
		assertThat(property.state()).isEqualTo(State.USER);
		assertThat(property.idleTimeout().origin()).isEqualTo(Origin.CONFIGURED);
		assertThat(ids(property)).doesNotContain("KA010");
	}

	@ParameterizedTest
	@CsvSource({ "PT3S, true", "PT3.1S, true", "PT3.2S, false", "PT10S, false" })
	void valueOfUserMayBeLateByLessThanTheMargin(Duration margin, boolean told) {
		this.system.setProperty(JdkKeepAliveProperty.NAME, "50");
		ClientKeepAlive plan = plan(new Derived(Duration.ofSeconds(50), Origin.DERIVED, "test"), true, margin);
		assertThat(ids(JdkKeepAliveProperty.read(plan, java(25))).contains("KA010")).isEqualTo(told);
	}

	@Test
	void valueInNetPropertiesStays() {
		this.net.setProperty(JdkKeepAliveProperty.NAME, "90");
		JdkKeepAliveProperty property = JdkKeepAliveProperty.request(stated(Duration.ofSeconds(50)), java(17));
		assertThat(this.system).isEmpty();
		assertThat(property.state()).isEqualTo(State.USER);
		assertThat(ids(property)).contains("KA010");
	}

	@Test
	void valueThatIsNoNumberIsTheDefaultOfTheJdk() {
		this.system.setProperty(JdkKeepAliveProperty.NAME, "50s");
		assertThat(JdkKeepAliveProperty.request(stated(Duration.ofSeconds(50)), java(25)).idleTimeout())
			.isEqualTo(Derived.byLibrary(Duration.ofSeconds(30), JdkRuntime.LIBRARY));
	}

	@Test
	void secondContextRecognisesTheFirstOnes() {
		JdkKeepAliveProperty.request(stated(Duration.ofSeconds(50)), java(17));
		JdkKeepAliveProperty second = JdkKeepAliveProperty.request(stated(Duration.ofSeconds(50)), java(17));
		assertThat(second.state()).isEqualTo(State.REQUESTED);
		assertThat(ids(second)).doesNotContain("KA010");
	}

	@Test
	void secondContextWithAShorterWindowIsTold() {
		JdkKeepAliveProperty.request(stated(Duration.ofSeconds(50)), java(17));
		JdkKeepAliveProperty second = JdkKeepAliveProperty.request(stated(Duration.ofSeconds(5)), java(17));
		assertThat(this.system).containsEntry(JdkKeepAliveProperty.NAME, "46");
		assertThat(ids(second)).contains("KA010");
	}

	@Test
	void assumedWindowDoesNotRaiseTheDefaultOfNewerJdks() {
		JdkKeepAliveProperty property = JdkKeepAliveProperty.request(assumed(Duration.ofSeconds(50)), java(25));
		assertThat(this.system).isEmpty();
		assertThat(property.state()).isEqualTo(State.LIBRARY);
		assertThat(property.idleTimeout().value()).isEqualTo(Duration.ofSeconds(30));
		assertThat(property.findings()).isEmpty();
	}

	@Test
	void assumedWindowLowersTheDefaultOfJava17() {
		JdkKeepAliveProperty.request(assumed(Duration.ofSeconds(50)), java(17));
		assertThat(this.system).containsEntry(JdkKeepAliveProperty.NAME, "46");
	}

	@Test
	void readingSetsNothing() {
		JdkKeepAliveProperty property = JdkKeepAliveProperty.read(stated(Duration.ofSeconds(50)), java(17));
		assertThat(this.system).isEmpty();
		assertThat(property.state()).isEqualTo(State.LIBRARY);
		assertThat(property.idleTimeout().value()).isEqualTo(Duration.ofSeconds(1200));
	}

	@ParameterizedTest
	@CsvSource({ "1000, true", "1667, true", "2099, true", "2100, false", "2500, false", "50000, false" })
	void windowThatCannotBeHadIsAFinding(long idleMillis, boolean told) {
		JdkKeepAliveProperty property = JdkKeepAliveProperty.request(stated(Duration.ofMillis(idleMillis)), java(25));
		assertThat(ids(property).contains("KA010")).isEqualTo(told);
	}

	@Test
	void http1IsForcedWhereHttp2IsNeverClosed() {
		ClientKeepAlive plan = stated(Duration.ofSeconds(50));
		assertThat(ids(JdkKeepAliveProperty.read(plan, java(17)))).contains("KA011");
		assertThat(JdkKeepAliveProperty.read(plan, java(17)).closesIdleHttp2()).isFalse();
		assertThat(ids(JdkKeepAliveProperty.read(plan, java(21)))).doesNotContain("KA011");
		assertThat(JdkKeepAliveProperty.read(plan, java(21)).closesIdleHttp2()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "'', true", "true, true", "false, false" })
	void retryOfAllMethodsIsAFinding(String value, boolean told) {
		this.system.setProperty("jdk.httpclient.enableAllMethodRetry", value);
		assertThat(ids(JdkKeepAliveProperty.read(stated(Duration.ofSeconds(50)), java(25))).contains("KA012"))
			.isEqualTo(told);
	}

	private List<String> ids(JdkKeepAliveProperty property) {
		return property.findings().stream().map(Finding::id).toList();
	}

	private JdkRuntime java(int feature) {
		return new JdkRuntime(this.system, this.net, feature);
	}

	private static ClientKeepAlive stated(Duration idle) {
		return plan(new Derived(idle, Origin.DERIVED, "test"), true);
	}

	private static ClientKeepAlive assumed(Duration idle) {
		return plan(new Derived(idle, Origin.ASSUMED, "test"), false);
	}

	static ClientKeepAlive plan(Derived idle, boolean mayRaise) {
		return plan(idle, mayRaise, Duration.ofSeconds(1));
	}

	private static ClientKeepAlive plan(Derived idle, boolean mayRaise, Duration margin) {
		return new ClientKeepAlive(idle, mayRaise, margin, new Derived(Duration.ofMinutes(9), Origin.DERIVED, "test"),
				10, null, null, null, true);
	}

}
