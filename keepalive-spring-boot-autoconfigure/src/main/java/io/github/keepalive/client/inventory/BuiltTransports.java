package io.github.keepalive.client.inventory;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What governed builders have built, and for which beans. Thread-safe; what was built is
 * referred to weakly.
 *
 * @since 0.1.0
 */
public final class BuiltTransports {

	// Neither request factories nor connectors of Spring define equality.
	private final Map<Object, Boolean> built = Collections.synchronizedMap(new WeakHashMap<>());

	private final Set<String> receivers = ConcurrentHashMap.newKeySet();

	/**
	 * Notes a request factory or connector that a governed builder has built.
	 * @param transport what was built
	 * @param inCreation names of the beans that were being created meanwhile, one of
	 * which will hold it
	 */
	public void add(Object transport, Collection<String> inCreation) {
		this.built.put(transport, Boolean.TRUE);
		this.receivers.addAll(inCreation);
	}

	boolean contains(Object transport) {
		return this.built.containsKey(transport);
	}

	boolean wereBuiltDuringCreationOf(String beanName) {
		return this.receivers.contains(beanName);
	}

}
