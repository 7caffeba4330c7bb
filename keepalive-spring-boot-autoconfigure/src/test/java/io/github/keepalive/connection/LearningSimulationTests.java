package io.github.keepalive.connection;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.policy.LearnMode;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LearnedWindow} with simulated peers, each under several kinds of
 * traffic.
 */
class LearningSimulationTests {

	private static final int SEEDS = 16;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration WINDOW = Duration.ofSeconds(2);

	private static final Duration TOLERANCE = Duration.ofMillis(200);

	@Test
	void window() {
		assertThat(simulations(LearnMode.REPORT, MINUTE)).allSatisfy((peer) -> {
			peer.window(WINDOW).traffic(1, 4).run(MINUTE.multipliedBy(8));
			assertThat(peer.estimate()).satisfies(LearningSimulationTests::isTheWindow)
				.returns(1, Estimate::addresses)
				.returns(false, Estimate::upperBound);
			assertThat(peer.state().window().survived()).isLessThan(WINDOW.plus(TOLERANCE));
			assertThat(peer.state().idleTimeout()).isSameAs(peer.state().planned());
		});
	}

	@Test
	void windowOfConnectionsThatNobodyWatches() {
		assertThat(simulations(LearnMode.REPORT, MINUTE)).allSatisfy((peer) -> {
			peer.window(WINDOW).looking(SECOND).traffic(1, 4).run(MINUTE.multipliedBy(15));
			assertThat(peer.estimate()).satisfies(LearningSimulationTests::isTheWindow)
				.returns(true, Estimate::upperBound)
				.satisfies((learned) -> assertThat(learned.lowest()).isGreaterThanOrEqualTo(WINDOW));
		});
	}

	static Stream<Arguments> others() {
		return Stream.of(Arguments.of("ages spread evenly over a minute", spread(MINUTE)),
				Arguments.of("ages spread evenly over ten seconds", spread(SECOND.multipliedBy(10))),
				Arguments.of("ages spread evenly over three seconds", spread(SECOND.multipliedBy(3))),
				Arguments.of("keepalive_requests 5", rule(
						(peer) -> peer.closing((pooled) -> Duration.ofMillis((pooled.served() >= 5) ? 1 : 75_000)))),
				Arguments.of("keepalive_time 5s",
						rule((peer) -> peer.closing((pooled) -> (pooled.age().toSeconds() >= 5) ? Duration.ofMillis(1)
								: SECOND.multipliedBy(75)))),
				Arguments.of("a maximum age of 5 s",
						rule((peer) -> peer.closing((pooled) -> SECOND.multipliedBy(5).minus(pooled.age())))),
				Arguments.of("a reload every 4 s", rule((peer) -> peer.reloading(SECOND.multipliedBy(4)))),
				Arguments.of("a reload every minute", rule((peer) -> peer.reloading(MINUTE))),
				Arguments.of("50 connections killed at once",
						rule((peer) -> peer.traffic(2, 50).reloading(SECOND.multipliedBy(97)))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("others")
	void otherReasonsToCloseAreNoWindow(String name, UnaryOperator<PeerSimulation> rule) {
		assertThat(LongStream.range(0, 2 * SEEDS).mapToObj(LearningSimulationTests::simulation)).allSatisfy((peer) -> {
			rule.apply(peer).run(MINUTE.multipliedBy(6));
			assertThat(peer.everLearned()).isNull();
		});
	}

	@Test
	void otherReasonsAreNamed() {
		assertThat(simulation(0).closing((pooled) -> Duration.ofMillis((pooled.served() >= 5) ? 1 : 75_000))
			.run(MINUTE.multipliedBy(6))
			.state()
			.window()
			.patterns()).singleElement()
			.returns(ClosePattern.MAX_REQUESTS, WindowReading.SeenPattern::pattern)
			.returns(5, WindowReading.SeenPattern::requests)
			.satisfies((seen) -> assertThat(seen.count()).isGreaterThan(32));
		assertThat(simulation(1).traffic(2, 50).reloading(MINUTE).run(MINUTE.multipliedBy(6))).returns(true,
				(peer) -> peer.sees(ClosePattern.RESTART));
		assertThat(simulation(0).closing((pooled) -> SECOND.multipliedBy(5).minus(pooled.age()))
			.run(MINUTE.multipliedBy(6))
			.state()
			.window()
			.patterns()).filteredOn((seen) -> seen.pattern() == ClosePattern.MAX_AGE)
			.singleElement()
			.satisfies(
					(seen) -> assertThat(seen.about()).isBetween(Duration.ofMillis(4_800), Duration.ofMillis(5_200)));
	}

	@Test
	void smallestOfTwoAddressesCounts() {
		assertThat(simulations(LearnMode.REPORT, MINUTE.multipliedBy(2))).allSatisfy((peer) -> {
			peer.at(PeerSimulation.FIRST, PeerSimulation.SECOND)
				.closing((pooled) -> peer.late(pooled.address().equals(PeerSimulation.FIRST) ? WINDOW : MINUTE))
				.traffic(4, 6)
				.run(MINUTE.multipliedBy(90));
			assertThat(peer.estimate()).satisfies(LearningSimulationTests::isTheWindow).returns(1, Estimate::addresses);
			assertThat(peer.state().window().survived()).isGreaterThan(WINDOW);
			assertThat(peer.state().window().survivedThere()).isLessThan(WINDOW.plus(TOLERANCE));
		});
	}

	@Test
	void windowThatRoseIsLearnedAgain() {
		assertThat(simulations(LearnMode.REPORT, MINUTE)).allSatisfy((peer) -> {
			peer.window(WINDOW).traffic(1, 4).run(MINUTE.multipliedBy(5));
			assertThat(peer.estimate()).satisfies(LearningSimulationTests::isTheWindow);
			peer.window(WINDOW.multipliedBy(3)).run(MINUTE.multipliedBy(30));
			assertThat(peer.estimate()).isNotNull()
				.satisfies((learned) -> assertThat(learned.about()).isCloseTo(WINDOW.multipliedBy(3), TOLERANCE));
		});
	}

	@Test
	void windowThatFellIsLearnedAgain() {
		assertThat(simulations(LearnMode.REPORT, MINUTE)).allSatisfy((peer) -> {
			peer.window(WINDOW.multipliedBy(3)).traffic(1, 4).run(MINUTE.multipliedBy(10));
			peer.window(WINDOW).run(MINUTE.multipliedBy(10));
			assertThat(peer.estimate()).satisfies(LearningSimulationTests::isTheWindow);
			assertThat(peer.state().window().survivedThere()).isLessThan(WINDOW.plus(TOLERANCE));
		});
	}

	@Test
	void restartDoesNotHideAKnownWindow() {
		assertThat(simulations(LearnMode.REPORT, MINUTE)).allSatisfy((peer) -> {
			peer.window(WINDOW).traffic(1, 4).run(MINUTE.multipliedBy(5));
			peer.traffic(1, 50).reloading(SECOND.multipliedBy(20)).run(SECOND.multipliedBy(25));
			assertThat(peer.estimate()).satisfies(LearningSimulationTests::isTheWindow);
		});
	}

	@Test
	void clientThatFollowsTheWindowMeetsNoMoreDeadConnections() {
		assertThat(simulations(LearnMode.ENFORCE, SECOND.multipliedBy(10))).allSatisfy((peer) -> {
			peer.window(WINDOW).looking(SECOND).traffic(1, 4).run(MINUTE.multipliedBy(8));
			assertThat(peer.state().idleTimeout().origin()).isEqualTo(Origin.LEARNED);
			assertThat(peer.state().idleTimeout().value()).isBetween(SECOND, Duration.ofMillis(1_900));
			int before = peer.failures();
			peer.run(MINUTE.multipliedBy(50));
			assertThat(peer.failures()).isEqualTo(before);
		});
	}

	@Test
	void safeRequestsFindOutThatTheWindowHasGrown() {
		assertThat(simulations(LearnMode.ENFORCE, SECOND.multipliedBy(10))).allSatisfy((peer) -> {
			peer.window(WINDOW).traffic(1, 4).run(MINUTE.multipliedBy(5));
			int before = peer.unsafeFailures();
			peer.window(WINDOW.multipliedBy(3)).run(MINUTE.multipliedBy(50));
			assertThat(peer.state().idleTimeout().value()).isLessThan(WINDOW);
			peer.run(MINUTE.multipliedBy(70));
			assertThat(peer.state().idleTimeout().value()).isBetween(WINDOW, WINDOW.multipliedBy(3));
			assertThat(peer.unsafeFailures()).isEqualTo(before);
		});
	}

	@Test
	void windowThatHasNotGrownIsKept() {
		assertThat(simulations(LearnMode.ENFORCE, SECOND.multipliedBy(10))).allSatisfy((peer) -> {
			peer.window(WINDOW).traffic(1, 4).run(MINUTE.multipliedBy(5));
			int before = peer.failures();
			peer.run(MINUTE.multipliedBy(200));
			assertThat(peer.state().idleTimeout().value()).isLessThan(WINDOW);
			assertThat(peer.failures()).isEqualTo(before);
		});
	}

	private static void isTheWindow(@Nullable Estimate learned) {
		assertThat(learned).isNotNull();
		assertThat(learned.about()).isCloseTo(WINDOW, TOLERANCE);
	}

	private static UnaryOperator<PeerSimulation> spread(Duration longest) {
		return rule((peer) -> peer
			.closing((pooled) -> Duration.ofMillis(300 + peer.random.nextInt((int) longest.toMillis()))));
	}

	private static UnaryOperator<PeerSimulation> rule(UnaryOperator<PeerSimulation> rule) {
		return rule;
	}

	private static PeerSimulation simulation(long seed) {
		return new PeerSimulation(seed, LearnMode.REPORT, MINUTE);
	}

	private static Stream<PeerSimulation> simulations(LearnMode mode, Duration idleTimeout) {
		return LongStream.range(0, SEEDS).mapToObj((seed) -> new PeerSimulation(seed, mode, idleTimeout));
	}

}
