package io.github.keepalive.retry;

import java.time.Duration;
import java.util.Set;

import io.github.keepalive.fault.AttemptFacts;
import io.github.keepalive.fault.FaultKind;
import io.github.keepalive.fault.RepeatDecision;
import io.github.keepalive.fault.RepeatReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Explanation}.
 */
class ExplanationTests {

	private static final Set<RepeatReason> WITHOUT_REMEDY = Set.of(RepeatReason.NOT_A_LOST_CONNECTION,
			RepeatReason.FRESH_CONNECTION, RepeatReason.RESPONSE_STARTED, RepeatReason.CANCELLED, RepeatReason.CLOSING,
			RepeatReason.ALREADY_REPEATED, RepeatReason.UPGRADE);

	private final Explanation explanation = new Explanation("Idempotency-Key");

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "UNPROCESSED", "IDEMPOTENT" })
	void everyReasonThatHasARemedyNamesIt(RepeatReason reason) {
		String text = explain(FaultKind.TIMEOUT, facts(true, Duration.ofSeconds(3), true), reason);
		assertThat(text).startsWith("shop:80: TIMEOUT on a reused connection, idle 3s; NOT_REPEATED: " + reason);
		assertThat(text.endsWith(reason.name())).isEqualTo(WITHOUT_REMEDY.contains(reason));
		if (reason.property() != null) {
			assertThat(text).contains("see '" + reason.property() + "'");
		}
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', delimiter = '|',
			textBlock = """
					METHOD_NOT_IDEMPOTENT | send the header 'Idempotency-Key', or mark it with KeepAliveAttributes.IDEMPOTENT or @Idempotent; see 'keepalive.client.retry.idempotency-key-headers'
					REUSE_UNKNOWN         | HttpClient 5, Reactor Netty and Jetty can tell; see 'spring.http.clients.imperative.factory'
					BODY_NOT_REPEATABLE   | give the body as a value, or as a Resource that can be opened again
					MARKED_NOT_REPEATABLE | marked with KeepAliveAttributes.IDEMPOTENT or @Idempotent
					CONDITIONAL_WRITE     | mark it with KeepAliveAttributes.IDEMPOTENT or @Idempotent if a 412 is no harm
					METHOD_EXCLUDED       | see 'keepalive.client.retry.methods'
					RETRY_INSTANCE        | see 'resilience4j.retry.instances.keepalive'
					DEADLINE_NEAR         | see 'spring.http.clients.read-timeout'
					""")
	void remedyStandsInBrackets(RepeatReason reason, String remedy) {
		assertThat(explain(FaultKind.TIMEOUT, AttemptFacts.UNKNOWN, reason)).endsWith(" (" + remedy + ")");
	}

	@Test
	void withoutKeyHeadersOnlyTheMarkIsLeft() {
		String text = new Explanation(null).of("shop", FaultKind.TIMEOUT, AttemptFacts.UNKNOWN,
				new RepeatDecision(false, RepeatReason.METHOD_NOT_IDEMPOTENT), 1);
		assertThat(text).contains("(mark it with").doesNotContain("send the header");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", quoteCharacter = '"', delimiter = '|',
			textBlock = """
					RESET           | true  | PT58S   | false | If it recurs, set 'keepalive.proxy.idle' to the peer's idle timeout, or 'keepalive.client.idle' below 58s
					CLOSED          | true  | PT0.5S  | false | 'keepalive.client.idle' below 500ms
					CLOSED          | true  | PT0.02S | false | No idle timeout is that short: the peer restarted, or limits its connections
					REQUEST_TIMEOUT | true  | PT58S   | true  | 'keepalive.client.idle' below 58s
					RESET           | true  | PT58S   | true  | -
					RESET           | false | PT0S    | false | -
					RESET           | -     | -       | -     | -
					TIMEOUT         | true  | PT58S   | true  | -
					TIMEOUT         | false | PT0S    | false | -
					TIMEOUT         | true  | PT0.02S | false | Not a byte came back: the peer is slow, or gone
					TIMEOUT         | true  | PT58S   | false | name it in 'keepalive.proxy.also', or set 'keepalive.client.idle' below 58s
					""")
	void staleConnectionNamesWhatAvoidsIt(FaultKind fault, @Nullable Boolean reused, @Nullable Duration idle,
			@Nullable Boolean responseByte, @Nullable String avoidance) {
		String text = explain(fault, facts(reused, idle, responseByte), RepeatReason.CLOSING);
		if (avoidance != null) {
			assertThat(text).endsWith(avoidance);
		}
		else {
			assertThat(text).endsWith("NOT_REPEATED: CLOSING");
		}
	}

	private String explain(FaultKind fault, AttemptFacts facts, RepeatReason reason) {
		return this.explanation.of("shop:80", fault, facts, new RepeatDecision(false, reason), 1);
	}

	private static AttemptFacts facts(@Nullable Boolean reused, @Nullable Duration idle,
			@Nullable Boolean responseByte) {
		return new AttemptFacts(reused, idle, 1, true, responseByte, null);
	}

}
