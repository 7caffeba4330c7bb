package io.github.keepalive.fault;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link RepeatRules}.
 */
class RepeatRulesTests {

	private static final RepeatContext UNHINDERED = new RepeatContext(1, false, false, false);

	private static final AttemptFacts STALE = facts(true, true, false);

	private final RepeatRules rules = new RepeatRules(true, RepeatRules.IDEMPOTENT_METHODS);

	/**
	 * A reused connection was lost before a byte of the response.
	 */
	@ParameterizedTest(name = "{0} idempotent={1} key={2} override={3} conditional={4} upgrade={5} -> {6}")
	@CsvSource(nullValues = "-", textBlock = """
			GET,     -,     false, -,      false, false, IDEMPOTENT
			HEAD,    -,     false, -,      false, false, IDEMPOTENT
			OPTIONS, -,     false, -,      false, false, IDEMPOTENT
			PUT,     -,     false, -,      false, false, IDEMPOTENT
			DELETE,  -,     false, -,      false, false, IDEMPOTENT
			QUERY,   -,     false, -,      false, false, IDEMPOTENT
			POST,    -,     false, -,      false, false, METHOD_NOT_IDEMPOTENT
			PATCH,   -,     false, -,      false, false, METHOD_NOT_IDEMPOTENT
			TRACE,   -,     false, -,      false, false, METHOD_NOT_IDEMPOTENT
			CONNECT, -,     false, -,      false, false, METHOD_NOT_IDEMPOTENT
			LOCK,    -,     false, -,      false, false, METHOD_NOT_IDEMPOTENT
			get,     -,     false, -,      false, false, METHOD_NOT_IDEMPOTENT
			POST,    -,     true,  -,      false, false, IDEMPOTENT
			PATCH,   -,     true,  -,      false, false, IDEMPOTENT
			POST,    true,  false, -,      false, false, IDEMPOTENT
			POST,    false, true,  -,      false, false, MARKED_NOT_REPEATABLE
			GET,     false, false, -,      false, false, MARKED_NOT_REPEATABLE
			POST,    -,     false, PUT,    false, false, METHOD_NOT_IDEMPOTENT
			POST,    -,     false, DELETE, false, false, METHOD_NOT_IDEMPOTENT
			GET,     -,     false, POST,   false, false, METHOD_NOT_IDEMPOTENT
			PUT,     -,     false, patch,  false, false, METHOD_NOT_IDEMPOTENT
			PUT,     -,     false, delete, false, false, IDEMPOTENT
			PUT,     -,     false, -,      true,  false, CONDITIONAL_WRITE
			PUT,     -,     true,  -,      true,  false, CONDITIONAL_WRITE
			PUT,     true,  false, -,      true,  false, IDEMPOTENT
			GET,     -,     false, -,      false, true,  UPGRADE
			GET,     true,  false, -,      false, true,  UPGRADE
			""")
	void staleConnection(String method, @Nullable Boolean idempotent, boolean keyed, @Nullable String override,
			boolean conditional, boolean upgrade, RepeatReason expected) {
		RequestTraits request = new RequestTraits(method, idempotent, keyed, override, conditional, upgrade, true);
		RepeatDecision decision = this.rules.decide(FaultKind.RESET, STALE, request, UNHINDERED);
		assertThat(decision.reason()).isEqualTo(expected);
		assertThat(decision.repeat()).isEqualTo(expected == RepeatReason.IDEMPOTENT);
	}

	@ParameterizedTest
	@EnumSource
	void onlyALostConnectionIsRepeated(FaultKind fault) {
		RepeatDecision decision = this.rules.decide(fault, STALE, request("GET"), UNHINDERED);
		assertThat(decision.repeat()).isEqualTo(fault.connectionLost());
		if (!fault.connectionLost()) {
			assertThat(decision.reason()).isEqualTo(
					(fault != FaultKind.CANCELLED) ? RepeatReason.NOT_A_LOST_CONNECTION : RepeatReason.CANCELLED);
		}
	}

	@ParameterizedTest(name = "reused={0} written={1} responseByte={2}: GET {3}, POST {4}")
	@CsvSource(nullValues = "-", textBlock = """
			true,  true,  false, IDEMPOTENT,       METHOD_NOT_IDEMPOTENT
			true,  -,     false, IDEMPOTENT,       METHOD_NOT_IDEMPOTENT
			true,  false, false, UNPROCESSED,      UNPROCESSED
			false, true,  false, FRESH_CONNECTION, FRESH_CONNECTION
			false, false, false, UNPROCESSED,      UNPROCESSED
			-,     true,  false, REUSE_UNKNOWN,    REUSE_UNKNOWN
			-,     -,     -,     REUSE_UNKNOWN,    REUSE_UNKNOWN
			-,     false, -,     UNPROCESSED,      UNPROCESSED
			true,  true,  true,  RESPONSE_STARTED, RESPONSE_STARTED
			true,  true,  -,     RESPONSE_STARTED, RESPONSE_STARTED
			""")
	void factsDecide(@Nullable Boolean reused, @Nullable Boolean written, @Nullable Boolean responseByte,
			RepeatReason get, RepeatReason post) {
		AttemptFacts facts = facts(reused, written, responseByte);
		assertThat(this.rules.decide(FaultKind.CLOSED, facts, request("GET"), UNHINDERED).reason()).isEqualTo(get);
		assertThat(this.rules.decide(FaultKind.CLOSED, facts, request("POST"), UNHINDERED).reason()).isEqualTo(post);
	}

	@ParameterizedTest
	@EnumSource(names = { "NOT_SENT", "REFUSED_STREAM", "GOAWAY_UNPROCESSED" })
	void proofOfTheProtocolAllowsAnyMethodOnAnyConnection(FaultKind fault) {
		AttemptFacts facts = facts(null, true, null);
		assertThat(this.rules.decide(fault, facts, request("POST"), UNHINDERED))
			.isEqualTo(new RepeatDecision(true, RepeatReason.UNPROCESSED));
	}

	@Test
	void proofDoesNotBeatTheCallersNo() {
		RequestTraits marked = new RequestTraits("GET", false, false, null, false, false, true);
		assertThat(this.rules.decide(FaultKind.REFUSED_STREAM, STALE, marked, UNHINDERED).reason())
			.isEqualTo(RepeatReason.MARKED_NOT_REPEATABLE);
	}

	@Test
	void requestTimeoutOnAReusedConnectionCountsAsAClose() {
		AttemptFacts facts = facts(true, true, true);
		assertThat(this.rules.decide(FaultKind.REQUEST_TIMEOUT, facts, request("GET"), UNHINDERED).repeat()).isTrue();
		assertThat(this.rules.decide(FaultKind.REQUEST_TIMEOUT, facts, request("POST"), UNHINDERED).reason())
			.isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
		assertThat(this.rules.decide(FaultKind.REQUEST_TIMEOUT, facts(false, true, true), request("GET"), UNHINDERED)
			.reason()).isEqualTo(RepeatReason.FRESH_CONNECTION);
	}

	@Test
	void timeoutIsNeverRepeatedEvenIfNothingWasWritten() {
		assertThat(this.rules.decide(FaultKind.TIMEOUT, facts(true, false, false), request("GET"), UNHINDERED).reason())
			.isEqualTo(RepeatReason.NOT_A_LOST_CONNECTION);
	}

	@ParameterizedTest(name = "attempt {0} cancelled={1} closing={2} deadline={3} -> {4}")
	@CsvSource(textBlock = """
			1, false, false, false, IDEMPOTENT
			2, false, false, false, ALREADY_REPEATED
			1, true,  false, false, CANCELLED
			1, false, true,  false, CLOSING
			1, false, false, true,  DEADLINE_NEAR
			2, true,  true,  true,  CANCELLED
			2, false, true,  true,  CLOSING
			2, false, false, true,  ALREADY_REPEATED
			""")
	void surroundingsForbid(int attempt, boolean cancelled, boolean closing, boolean deadlineNear,
			RepeatReason expected) {
		RepeatContext context = new RepeatContext(attempt, cancelled, closing, deadlineNear);
		assertThat(this.rules.decide(FaultKind.CLOSED, STALE, request("GET"), context).reason()).isEqualTo(expected);
	}

	@Test
	void bodyThatCannotBeWrittenAgainForbids() {
		RequestTraits stream = new RequestTraits("PUT", true, true, null, false, false, false);
		assertThat(this.rules.decide(FaultKind.NOT_SENT, STALE, stream, UNHINDERED).reason())
			.isEqualTo(RepeatReason.BODY_NOT_REPEATABLE);
	}

	@Test
	void disabledRulesRepeatNothing() {
		RepeatRules off = new RepeatRules(false, RepeatRules.IDEMPOTENT_METHODS);
		assertThat(off.enabled()).isFalse();
		assertThat(off.decide(FaultKind.NOT_SENT, STALE, request("GET"), UNHINDERED).reason())
			.isEqualTo(RepeatReason.DISABLED);
	}

	@Test
	void methodsOnlyNarrow() {
		RepeatRules narrowed = new RepeatRules(true, List.of("GET", "POST", "TRACE"));
		assertThat(narrowed.enabled()).isTrue();
		assertThat(narrowed.methods()).containsExactly("GET");
		assertThat(narrowed.decide(FaultKind.CLOSED, STALE, request("POST"), UNHINDERED).reason())
			.isEqualTo(RepeatReason.METHOD_NOT_IDEMPOTENT);
		assertThat(narrowed.decide(FaultKind.CLOSED, STALE, request("PUT"), UNHINDERED).reason())
			.isEqualTo(RepeatReason.METHOD_EXCLUDED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tr", "en" })
	void methodOverrideIsComparedTheSameInEveryLanguage(String language) {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag(language));
		try {
			RequestTraits request = new RequestTraits("PUT", null, false, "options", false, false, true);
			assertThat(this.rules.decide(FaultKind.CLOSED, STALE, request, UNHINDERED).repeat()).isTrue();
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void decisionSpeaksForItself() {
		RepeatDecision no = this.rules.decide(FaultKind.CLOSED, STALE, request("POST"), UNHINDERED);
		assertThat(no).hasToString("NOT_REPEATED: METHOD_NOT_IDEMPOTENT");
		assertThat(no.reason().property()).isEqualTo("keepalive.client.retry.idempotency-key-headers");
		RepeatDecision yes = this.rules.decide(FaultKind.CLOSED, STALE, request("GET"), UNHINDERED);
		assertThat(yes).hasToString("REPEATED: IDEMPOTENT");
		assertThat(yes.reason().property()).isNull();
	}

	@Test
	void methodIsNeeded() {
		assertThatNullPointerException()
			.isThrownBy(() -> new RequestTraits(null, null, false, null, false, false, true));
	}

	private static RequestTraits request(String method) {
		return new RequestTraits(method, null, false, null, false, false, true);
	}

	private static AttemptFacts facts(@Nullable Boolean reused, @Nullable Boolean written,
			@Nullable Boolean responseByte) {
		return new AttemptFacts(reused, Duration.ofSeconds(3), 1, written, responseByte, "localhost:8080");
	}

	@Test
	void onlySilenceAfterAWriteOnAReusedConnectionIsASuspectedBlackHole() {
		assertThat(suspected(FaultKind.TIMEOUT, true, true, false)).isTrue();
		assertThat(suspected(FaultKind.TIMEOUT, false, true, false)).isFalse();
		assertThat(suspected(FaultKind.TIMEOUT, null, true, false)).isFalse();
		assertThat(suspected(FaultKind.TIMEOUT, true, false, false)).isFalse();
		assertThat(suspected(FaultKind.TIMEOUT, true, true, true)).isFalse();
		assertThat(suspected(FaultKind.TIMEOUT, true, true, null)).isFalse();
		assertThat(suspected(FaultKind.CLOSED, true, true, false)).isFalse();
	}

	private static boolean suspected(FaultKind fault, Boolean reused, Boolean written, Boolean responseByte) {
		return RepeatRules.suspectedBlackHole(fault,
				new AttemptFacts(reused, Duration.ZERO, 1, written, responseByte, null));
	}

}
