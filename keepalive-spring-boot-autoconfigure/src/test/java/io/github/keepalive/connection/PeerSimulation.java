package io.github.keepalive.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.LearnMode;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * A client with a pool and a peer that closes connections by rules of its own, on a clock
 * that jumps from one event to the next. Deterministic for a seed.
 */
final class PeerSimulation {

	static final SocketAddress FIRST = new InetSocketAddress("127.0.0.1", 443);

	static final SocketAddress SECOND = new InetSocketAddress("127.0.0.2", 443);

	private static final long MILLI = 1_000_000;

	private static final Route ROUTE = new Route("api.example.org", 443);

	final Random random;

	final Connections connections;

	private final List<Pooled> idle = new ArrayList<>();

	private final List<Pooled> busy = new ArrayList<>();

	private final long seed;

	private final boolean longTails;

	private long now = Duration.ofHours(1).toNanos();

	private Function<Pooled, Duration> closesAfter = (pooled) -> Duration.ofSeconds(75);

	private List<SocketAddress> addresses = List.of(FIRST);

	private double meanGap;

	private int mostConcurrent;

	private long reloadNanos = Long.MAX_VALUE / 2;

	private long nextReload = Long.MAX_VALUE;

	private long lookNanos;

	private long nextLook = Long.MAX_VALUE;

	private int requests;

	private int failures;

	private int unsafeFailures;

	private @Nullable Estimate everLearned;

	PeerSimulation(long seed, LearnMode mode, Duration idleTimeout) {
		this.seed = seed;
		this.random = new Random(seed);
		this.longTails = seed % 2 == 1;
		this.meanGap = new double[] { 0.3, 0.5, 1, 2 }[(int) (seed / 2 % 4)];
		this.mostConcurrent = new int[] { 2, 3, 4, 8 }[(int) (seed / 8 % 4)];
		this.connections = new Connections(policy(mode, idleTimeout), null, "simulated",
				() -> new Tick(this.now, this.now / MILLI));
	}

	static KeepAlivePolicy policy(LearnMode mode, Duration idleTimeout) {
		KeepAlivePolicy plan = TestPolicies.behind(Duration.ofSeconds(60));
		Derived idle = new Derived(idleTimeout, Origin.DERIVED, "test");
		Derived lifetime = new Derived(Duration.ofHours(9), Origin.DERIVED, "test");
		return new KeepAlivePolicy(plan.proxy(),
				new ClientKeepAlive(idle, true, idleTimeout.dividedBy(5), lifetime, 10, null, null, null, true, mode),
				plan.serverProxy(), plan.server(), List.of());
	}

	PeerSimulation closing(Function<Pooled, Duration> after) {
		this.closesAfter = after;
		return this;
	}

	/**
	 * Lets the peer close connections that were idle for a time, by timers that are late
	 * by up to 8 ms.
	 */
	PeerSimulation window(Duration window) {
		return closing((pooled) -> late(window));
	}

	Duration late(Duration window) {
		return window.plusNanos(this.random.nextInt(8_000_000));
	}

	PeerSimulation reloading(Duration period) {
		this.reloadNanos = period.toNanos();
		this.nextReload = this.now + this.reloadNanos;
		return this;
	}

	PeerSimulation looking(Duration period) {
		this.lookNanos = period.toNanos();
		this.nextLook = this.now + this.lookNanos;
		return this;
	}

	PeerSimulation traffic(double gapSeconds, int concurrent) {
		this.meanGap = gapSeconds;
		this.mostConcurrent = concurrent;
		return this;
	}

	PeerSimulation at(SocketAddress... several) {
		this.addresses = List.of(several);
		return this;
	}

	PeerSimulation run(Duration duration) {
		long end = this.now + duration.toNanos();
		while (this.now < end) {
			settle(this.now + (long) (gap() * 1_000_000_000));
			for (int i = this.random.nextInt(this.mostConcurrent); i >= 0; i--) {
				request(this.random.nextBoolean());
			}
			respond();
		}
		return this;
	}

	RouteState state() {
		return this.connections.route(ROUTE);
	}

	@Nullable Estimate estimate() {
		return state().window().estimate();
	}

	@Nullable Estimate everLearned() {
		return this.everLearned;
	}

	int failures() {
		return this.failures;
	}

	int unsafeFailures() {
		return this.unsafeFailures;
	}

	int requests() {
		return this.requests;
	}

	boolean sees(ClosePattern pattern) {
		return state().window().patterns().stream().anyMatch((seen) -> seen.pattern() == pattern);
	}

	private double gap() {
		return this.longTails ? this.meanGap * 0.3 * Math.pow(this.random.nextDouble(), -0.8)
				: -this.meanGap * Math.log(1 - this.random.nextDouble());
	}

	private void settle(long until) {
		while (true) {
			Pooled first = null;
			for (Pooled pooled : this.idle) {
				first = (!pooled.dead && (first == null || pooled.closesAt < first.closesAt)) ? pooled : first;
			}
			long next = Math.min((first != null) ? first.closesAt : Long.MAX_VALUE,
					Math.min(this.nextReload, this.nextLook));
			evict(Math.min(next, until));
			if (first != null && !this.idle.contains(first)) {
				continue;
			}
			if (next > until) {
				break;
			}
			happen(next, first);
		}
		this.now = Math.max(this.now, until);
	}

	private void happen(long next, @Nullable Pooled first) {
		this.now = Math.max(this.now, next);
		if (next == this.nextReload) {
			this.nextReload += this.reloadNanos;
			List.copyOf(this.idle).stream().filter((pooled) -> !pooled.dead).forEach(this::peerCloses);
		}
		else if (next == this.nextLook) {
			this.nextLook += this.lookNanos;
			List.copyOf(this.idle).forEach(this::look);
		}
		else if (first != null) {
			peerCloses(first);
		}
	}

	private void evict(long until) {
		for (Pooled pooled : List.copyOf(this.idle)) {
			Duration left = state().timeLeft(pooled.life, this.connections.now());
			if (this.now + left.toNanos() < until) {
				this.now = Math.max(this.now, this.now + left.toNanos());
				end(pooled, CloseReason.IDLE);
			}
		}
	}

	private void peerCloses(Pooled pooled) {
		if (this.lookNanos > 0) {
			pooled.dead = true;
			return;
		}
		this.now += this.random.nextInt(2_000_000);
		pooled.life.endedByPeer(CloseManner.FIN);
		end(pooled, CloseReason.PEER);
	}

	private void look(Pooled pooled) {
		if (pooled.dead) {
			pooled.life.foundClosed();
			end(pooled, CloseReason.PEER);
		}
		else {
			pooled.life.seenOpen(this.connections.now());
		}
	}

	private void request(boolean safe) {
		this.requests++;
		Attempt attempt = Attempt.first(safe);
		while (!this.idle.isEmpty()) {
			Pooled latest = this.idle.get(this.idle.size() - 1);
			CloseReason objection = this.connections.mayLease(latest.life, attempt);
			if (objection == null) {
				reuse(latest, attempt, safe);
				return;
			}
			end(latest, objection);
		}
		SocketAddress address = this.addresses.get(this.random.nextInt(this.addresses.size()));
		Pooled opened = new Pooled(this.connections.opened(ROUTE, address), address, this.now);
		this.connections.leased(opened.life, false, attempt);
		this.busy.add(opened);
	}

	private void reuse(Pooled latest, Attempt attempt, boolean safe) {
		this.idle.remove(latest);
		this.connections.leased(latest.life, true, attempt);
		if (!latest.dead && latest.closesAt > this.now) {
			this.busy.add(latest);
			return;
		}
		this.failures++;
		this.unsafeFailures += safe ? 0 : 1;
		this.now += MILLI;
		end(latest, CloseReason.STALE);
	}

	private void respond() {
		for (Pooled pooled : this.busy) {
			this.now += 2 * MILLI + this.random.nextInt(30_000_000);
			pooled.life.responseHead(this.connections.now());
			CloseReason objection = this.connections.completed(pooled.life);
			pooled.closesAt = this.now + this.closesAfter.apply(pooled).toNanos();
			this.idle.add(pooled);
			if (objection != null) {
				end(pooled, objection);
			}
		}
		this.busy.clear();
	}

	private void end(Pooled pooled, CloseReason reason) {
		this.idle.remove(pooled);
		this.connections.closed(pooled.life, reason);
		Estimate learned = estimate();
		this.everLearned = (learned != null) ? learned : this.everLearned;
	}

	@Override
	public String toString() {
		return "seed " + this.seed + ": " + state().window();
	}

	/**
	 * A connection in the pool.
	 */
	final class Pooled {

		private final ConnectionLife life;

		private final SocketAddress address;

		private final long openedAt;

		private long closesAt;

		private boolean dead;

		private Pooled(ConnectionLife life, SocketAddress address, long openedAt) {
			this.life = life;
			this.address = address;
			this.openedAt = openedAt;
		}

		SocketAddress address() {
			return this.address;
		}

		int served() {
			return this.life.served();
		}

		Duration age() {
			return Duration.ofNanos(PeerSimulation.this.now - this.openedAt);
		}

	}

}
