package io.github.keepalive.boundary;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a body far larger than the heap can be sent with the starter wherever it can
 * be sent without: nobody buffers it for a repeat.
 */
class UploadMemoryTests {

	private static final DataSize BODY = DataSize.ofMegabytes(200);

	private static final DataSize HEAP = DataSize.ofMegabytes(48);

	// Each of four transports with the starter and without: a file, a stream, buffers;
	// the
	// governed ones also a file that goes out twice.
	@Test
	@Timeout(180)
	void uploadNeedsNoMoreHeapThanWithout(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("large.bin");
		try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
			// Sparse: takes no room and no time.
			content.setLength(BODY.toBytes());
		}
		try (FaultServer sink = FaultServer.start();
				FaultServer stale = FaultServer.start().onReused(Behaviour.resetAfterRequest());
				ChildJvm child = ChildJvm.start(HEAP, UploadClient.class, sink.url(""), stale.url(""),
						file.toString())) {
			Map<String, String> outcomes = outcomes(child);
			assertThat(outcomes).hasSize(4 * 2 * 3 + 3)
				.allSatisfy((upload, outcome) -> assertThat(outcome).isEqualTo("ok"));
			assertThat(uploaded(sink)).hasSize(4 * 2 * 3)
				.allSatisfy((path, sizes) -> assertThat(sizes).containsExactly(BODY.toBytes()));
			assertThat(uploaded(stale)).hasSize(3)
				.allSatisfy((path, sizes) -> assertThat(sizes).containsExactly(BODY.toBytes(), BODY.toBytes()));
		}
	}

	private static Map<String, List<Long>> uploaded(FaultServer server) {
		return server.exchanges()
			.stream()
			.filter((exchange) -> exchange.method().equals("PUT"))
			.collect(Collectors.groupingBy(Exchange::path,
					Collectors.mapping(Exchange::bodyBytes, Collectors.toList())));
	}

	private static Map<String, String> outcomes(ChildJvm child) {
		Map<String, String> outcomes = new TreeMap<>();
		for (String line = child.await(UploadClient.RESULT); !line.equals(UploadClient.END); line = child
			.await(UploadClient.RESULT)) {
			String[] parts = line.split(" ", 2);
			outcomes.put(parts[0], parts[1]);
		}
		return outcomes;
	}

}
