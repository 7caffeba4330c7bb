package io.github.keepalive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no monitor is held where requests pass: it would pin a virtual thread that
 * waits for the network to its carrier.
 */
class SynchronizedTests {

	/**
	 * What is learned changes a few times an hour, and nothing waits in there.
	 */
	private static final String RARE = "connection/LearnedWindow.";

	@Test
	void monitorsAreHeldWhereSomethingIsMadeOrClosedOnly() throws Exception {
		assertThat(monitors()).filteredOn((method) -> !method.startsWith("server/") && !method.startsWith(RARE))
			.containsExactlyInAnyOrder("connection/Maintenance.executor", "connection/Maintenance.close",
					"connection/ServerRegistry.register", "client/jdk/JdkKeepAliveProperty.request",
					"client/jetty/JettyPoolSource.createConnections", "client/reactor/ReactorKeepAliveCustomizer.close",
					"client/reactor/ReactorKeepAliveCustomizer.provider");
	}

	private static List<String> monitors() throws Exception {
		Path root = Path.of(Class.forName("io.github.keepalive.connection.Attempt")
			.getProtectionDomain()
			.getCodeSource()
			.getLocation()
			.toURI());
		List<String> found = new ArrayList<>();
		try (Stream<Path> classes = Files.walk(root)) {
			for (Path file : classes.filter((path) -> path.toString().endsWith(".class")).toList()) {
				read(file, found);
			}
		}
		return found.stream().distinct().toList();
	}

	private static void read(Path file, List<String> found) throws IOException {
		try (InputStream bytes = Files.newInputStream(file)) {
			ClassReader reader = new ClassReader(bytes);
			reader.accept(new Monitors(reader.getClassName().replace("io/github/keepalive/", ""), found), 0);
		}
	}

	private static final class Monitors extends ClassVisitor {

		private final String type;

		private final List<String> found;

		Monitors(String type, List<String> found) {
			super(SpringAsmInfo.ASM_VERSION);
			this.type = type;
			this.found = found;
		}

		@Override
		public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
				String[] exceptions) {
			String method = this.type + "." + name;
			if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
				this.found.add(method);
			}
			return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {

				@Override
				public void visitInsn(int opcode) {
					if (opcode == Opcodes.MONITORENTER) {
						Monitors.this.found.add(method);
					}
				}

			};
		}

	}

}
