package io.github.keepalive.client.inventory;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.keepalive.connection.ClientCensus;
import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.web.client.RestTemplate;

/**
 * The clients among the beans of one context, and those of them that bypass the starter.
 * Looks when asked, makes no bean and calls none but RestTemplate, for its request
 * factory. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ClientBeans implements ClientCensus, FindingSource {

	private static final int MOST_NAMES = 5;

	private static final String GROUPS = "httpServiceProxyRegistry";

	private final Singletons singletons;

	private final BuiltTransports built;

	private final Provenance provenance;

	private final TemplateTransport templates;

	private final Map<String, Judged> judged = new ConcurrentHashMap<>();

	/**
	 * Creates the census.
	 * @param beanFactory the beans
	 * @param built what governed builders have built for them
	 */
	public ClientBeans(ConfigurableListableBeanFactory beanFactory, BuiltTransports built) {
		this.singletons = new Singletons(beanFactory);
		this.built = built;
		this.provenance = new Provenance(beanFactory, built);
		this.templates = new TemplateTransport(built);
	}

	@Override
	public List<Client> clients() {
		List<Client> clients = new ArrayList<>();
		this.singletons.forEach((name, bean) -> {
			ClientKind kind = ClientKind.of(bean);
			if (kind != null) {
				clients.add(client(name, kind, governed(name, kind, bean)));
			}
		});
		return clients;
	}

	private Governed governed(String name, ClientKind kind, Object bean) {
		if (bean instanceof RestTemplate template) {
			// Its request factory may be replaced at any time.
			return this.templates.governed(template);
		}
		Judged known = this.judged.get(name);
		if (known == null || !known.bean().refersTo(bean)) {
			known = new Judged(new WeakReference<>(bean), judge(name, kind, bean));
			this.judged.put(name, known);
		}
		return known.governed();
	}

	private Governed judge(String name, ClientKind kind, Object bean) {
		if (kind == ClientKind.HTTP_SERVICE && ofGroup(name, bean)) {
			return this.built.wereBuiltDuringCreationOf(GROUPS) ? Governed.YES : Governed.UNKNOWN;
		}
		return this.provenance.isForeign(name) ? Governed.NO : Governed.UNKNOWN;
	}

	// Spring names what it registers for a group after both.
	private static boolean ofGroup(String name, Object bean) {
		return Arrays.stream(bean.getClass().getInterfaces()).anyMatch((type) -> name.endsWith("#" + type.getName()));
	}

	private static Client client(String name, ClientKind kind, Governed governed) {
		return new Client(name, kind.label(), governed, switch (governed) {
			case YES -> "";
			case NO -> sentence(kind.fix());
			case UNKNOWN ->
				"It does not tell. To be sure, " + kind.fix() + " and leave what carries its requests alone.";
		});
	}

	@Override
	public List<Finding> findings() {
		Map<String, List<Client>> bypassing = clients().stream()
			.filter((client) -> client.governed() == Governed.NO)
			.collect(Collectors.groupingBy(Client::type));
		return Arrays.stream(ClientKind.values())
			.filter((kind) -> bypassing.containsKey(kind.label()))
			.map((kind) -> finding(kind, bypassing.getOrDefault(kind.label(), List.of())))
			.toList();
	}

	private static Finding finding(ClientKind kind, List<Client> clients) {
		return new Finding("KA060", Severity.WARN,
				kind.label() + " " + names(clients)
						+ " not governed: idle connections are kept as the library likes, whatever the proxy does.",
				sentence(kind.fix()), List.of());
	}

	private static String names(List<Client> clients) {
		String names = clients.stream()
			.map(Client::name)
			.sorted()
			.limit(MOST_NAMES)
			.collect(Collectors.joining("', '", "'", "'"));
		int more = clients.size() - MOST_NAMES;
		return names + ((more > 0) ? " and " + more + " more are" : (clients.size() > 1) ? " are" : " is");
	}

	private static String sentence(String fix) {
		return Character.toUpperCase(fix.charAt(0)) + fix.substring(1) + ".";
	}

	private record Judged(WeakReference<Object> bean, Governed governed) {

	}

}
