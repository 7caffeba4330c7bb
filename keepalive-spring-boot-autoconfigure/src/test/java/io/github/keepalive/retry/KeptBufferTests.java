package io.github.keepalive.retry;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeptBuffer}.
 */
class KeptBufferTests {

	private final NettyDataBufferFactory factory = new NettyDataBufferFactory(new UnpooledByteBufAllocator(false));

	private final KeptBuffer kept = new KeptBuffer();

	@Test
	void viewOutlivesTheOriginalAndItsReader() {
		DataBuffer original = buffer("hello");
		this.kept.keep(original);
		original.read(new byte[3]);
		DataBufferUtils.release(original);
		DataBuffer view = this.kept.take();
		assertThat(view.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
		view.read(new byte[5]);
		DataBufferUtils.release(view);
		DataBuffer another = this.kept.take();
		assertThat(another.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
		DataBufferUtils.release(another);
		assertThat(references(original)).isEqualTo(1);
		this.kept.close();
		assertThat(references(original)).isZero();
	}

	@Test
	void laterBufferTakesThePlaceOfTheEarlierOne() {
		DataBuffer first = buffer("first");
		DataBuffer second = buffer("second");
		this.kept.keep(first);
		this.kept.keep(second);
		assertThat(references(first)).isEqualTo(1);
		assertThat(references(second)).isEqualTo(2);
		this.kept.close();
		assertThat(references(second)).isEqualTo(1);
	}

	@Test
	void nothingIsKeptOnceTheCallIsOver() {
		assertThat(this.kept.present()).isFalse();
		assertThat(this.kept.take()).isNull();
		this.kept.close();
		this.kept.close();
		DataBuffer late = buffer("late");
		this.kept.keep(late);
		assertThat(references(late)).isEqualTo(1);
		assertThat(this.kept.present()).isFalse();
		assertThat(this.kept.take()).isNull();
	}

	@Test
	void buffersOfTheHeapNeedNoRelease() {
		this.kept.keep(DefaultDataBufferFactory.sharedInstance.wrap(new byte[] { 65 }));
		assertThat(this.kept.present()).isTrue();
		assertThat(this.kept.take().toString(StandardCharsets.UTF_8)).isEqualTo("A");
		this.kept.close();
	}

	private DataBuffer buffer(String text) {
		ByteBuf buffer = this.factory.getByteBufAllocator().heapBuffer();
		buffer.writeCharSequence(text, StandardCharsets.UTF_8);
		return this.factory.wrap(buffer);
	}

	private static int references(DataBuffer buffer) {
		return NettyDataBufferFactory.toByteBuf(buffer).refCnt();
	}

}
