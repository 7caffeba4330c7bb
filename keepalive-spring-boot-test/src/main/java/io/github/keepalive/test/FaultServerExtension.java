package io.github.keepalive.test;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * JUnit Jupiter extension that starts, resets and closes a {@link FaultServer}. Most
 * tests are served by {@link KeepAliveFaultServer}. This is for those that need the
 * server before there is a test, such as tests of a Spring application, or several
 * servers at once:
 *
 * <pre class="code">
 * &#064;SpringBootTest
 * class OrderClientTests {
 *
 *   &#064;RegisterExtension
 *   static final FaultServerExtension orders = FaultServerExtension.plain();
 *
 *   &#064;DynamicPropertySource
 *   static void properties(DynamicPropertyRegistry registry) {
 *     registry.add("orders.url", () -&gt; orders.server().url("/orders"));
 *   }
 *
 * }
 * </pre>
 *
 * In a static field it is one server for the class, reset before each test; in an
 * instance field one for each test. Test classes that share a cached application context
 * share its URL as well: for them take a static {@code FaultServer.start()} that is never
 * closed, and reset it before each test.
 *
 * @since 0.1.0
 */
public final class FaultServerExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(FaultServerExtension.class);

	private final @Nullable Supplier<FaultServer> factory;

	private @Nullable FaultServer server;

	// What the annotation registers: its servers live in the store.
	FaultServerExtension() {
		this(null);
	}

	private FaultServerExtension(@Nullable Supplier<FaultServer> factory) {
		this.factory = factory;
	}

	/**
	 * Creates an extension for a field with {@code @RegisterExtension}.
	 * @return an extension with a server without TLS
	 */
	public static FaultServerExtension plain() {
		return new FaultServerExtension(FaultServer::start);
	}

	/**
	 * Creates an extension for a field with {@code @RegisterExtension}.
	 * @return an extension with a TLS server
	 */
	public static FaultServerExtension tls() {
		return new FaultServerExtension(FaultServer::startTls);
	}

	/**
	 * Returns the server, which is started when first asked for.
	 * @return the server
	 */
	public synchronized FaultServer server() {
		if (this.factory == null) {
			throw new IllegalStateException(
					"Take the server of @KeepAliveFaultServer as parameter of type FaultServer");
		}
		if (this.server == null) {
			this.server = this.factory.get();
		}
		return this.server;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		open(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		open(context).reset();
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return this.factory == null && parameter.getParameter().getType() == FaultServer.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return open(context);
	}

	// The store looks into enclosing contexts first and closes what is in it: a nested
	// class takes the server of the class round it.
	private FaultServer open(ExtensionContext context) {
		Store store = context.getStore(NAMESPACE);
		if (this.factory == null) {
			boolean tls = tls(context);
			return store.computeIfAbsent(tls, (key) -> tls ? FaultServer.startTls() : FaultServer.start(),
					FaultServer.class);
		}
		store.computeIfAbsent(this, (key) -> (AutoCloseable) this::close);
		return server();
	}

	private static boolean tls(ExtensionContext context) {
		return AnnotationSupport.findAnnotation(context.getTestMethod(), KeepAliveFaultServer.class)
			.or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), KeepAliveFaultServer.class,
					context.getEnclosingTestClasses()))
			.map(KeepAliveFaultServer::tls)
			.orElse(false);
	}

	private synchronized void close() {
		if (this.server != null) {
			this.server.close();
			this.server = null;
		}
	}

}
