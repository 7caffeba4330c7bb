package io.github.keepalive.retry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of {@code @HttpExchange} methods what the library cannot know: whether processing
 * the request twice does what processing it once does. {@code @Idempotent} allows one
 * repeat even of a POST, {@code @Idempotent(false)} forbids every repeat, even of a GET.
 * <p>
 * May be put on a method, on an interface for all of its methods, inherited ones
 * included, or on an annotation of your own. The method beats the interface; a request
 * attribute {@link KeepAliveAttributes#IDEMPOTENT} given with the call, as a
 * {@code @RequestAttribute} parameter, beats both. Without any of them an idempotency key
 * decides, and then the HTTP method.
 * <p>
 * HTTP service groups find it by themselves. Clients made by hand need
 * {@link IdempotentMarks#register IdempotentMarks.register}. A client on
 * {@code RestTemplate} does not, because that carries no request attributes.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface Idempotent {

	/**
	 * Whether the request may be repeated.
	 * @return {@code false} to forbid every repeat
	 */
	boolean value() default true;

}
