package io.github.keepalive.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Idle times of closed connections, in a histogram of fixed size. Thread-safe and
 * lock-free; a reader may miss what is being added.
 */
final class IdleAges {

	/**
	 * Each bucket is a quarter of an octave wide: 19 %.
	 */
	private static final int PER_OCTAVE = 4;

	/**
	 * From 1 ms to 24 days, the longest idle time that servers can count.
	 */
	private static final int BUCKETS = 31 * PER_OCTAVE;

	private final LongAdder forwarded = new LongAdder();

	private final LongAccumulator shortest = new LongAccumulator(Math::min, Long.MAX_VALUE);

	private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

	private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

	void add(long nanos, boolean forwarded) {
		// To the millisecond: nobody closes more exactly than that.
		long millis = Math.max(0, Math.round(nanos / 1e6));
		this.shortest.accumulate(millis);
		this.longest.accumulate(millis);
		if (forwarded) {
			this.forwarded.increment();
		}
		this.buckets.incrementAndGet(bucket(millis));
	}

	private static int bucket(long millis) {
		int bucket = (int) (PER_OCTAVE * Math.log(Math.max(1, millis)) / Math.log(2));
		return Math.min(bucket, BUCKETS - 1);
	}

	IdleCloses.Summary summary() {
		long count = 0;
		for (int i = 0; i < BUCKETS; i++) {
			count += this.buckets.get(i);
		}
		if (count == 0) {
			return new IdleCloses.Summary(0, 0, null, null, null);
		}
		return new IdleCloses.Summary(count, Math.min(count, this.forwarded.sum()),
				Duration.ofMillis(this.shortest.get()), median(count), Duration.ofMillis(this.longest.get()));
	}

	private @Nullable Duration median(long count) {
		long below = 0;
		for (int i = 0; i < BUCKETS; i++) {
			below += this.buckets.get(i);
			if (2 * below >= count) {
				long middle = Math.round(Math.pow(2, (i + 0.5) / PER_OCTAVE));
				return Duration.ofMillis(Math.max(this.shortest.get(), Math.min(middle, this.longest.get())));
			}
		}
		return null;
	}

}
