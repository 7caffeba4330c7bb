package io.github.keepalive.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a {@link FaultServer} for a JUnit Jupiter test class, or for one test method,
 * and closes it afterwards. Methods and constructors get it as parameter. A class's
 * server is {@linkplain FaultServer#reset() reset} before each of its tests, so these
 * should not run concurrently.
 *
 * <pre class="code">
 * &#064;KeepAliveFaultServer
 * class OrderClientTests {
 *
 *   &#064;Test
 *   void lostAnswerDoesNotPlaceTheOrderTwice(FaultServer server) {
 *     server.behaviour(Behaviour.resetAfterRequest());
 *     OrderClient client = new OrderClient(server.url("/orders"));
 *     assertThatException().isThrownBy(client::placeOrder);
 *     assertThat(server).executedOnce("POST /orders");
 *   }
 *
 * }
 * </pre>
 *
 * Where the URL is needed before there is a test, see {@link FaultServerExtension}.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FaultServerExtension.class)
public @interface KeepAliveFaultServer {

	/**
	 * Whether the server speaks TLS. Clients trust it by
	 * {@link FaultServer#clientSslContext()} or {@link FaultServerTls}.
	 * @return whether the server speaks TLS
	 */
	boolean tls() default false;

}
