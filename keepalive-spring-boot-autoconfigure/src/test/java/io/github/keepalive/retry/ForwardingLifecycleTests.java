package io.github.keepalive.retry;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link ForwardingLifecycle}.
 */
class ForwardingLifecycleTests {

	private final Repeater repeater = new Fakes().repeater();

	@Test
	void factoryPassesOnWhatTheContainerTellsIt() throws Exception {
		ClientHttpRequestFactory delegate = mock(ClientHttpRequestFactory.class,
				withSettings().extraInterfaces(SmartLifecycle.class, DisposableBean.class));
		assertForwards(new RepeatingClientHttpRequestFactory(delegate, this.repeater, null), delegate);
	}

	@Test
	void connectorPassesOnWhatTheContainerTellsIt() throws Exception {
		ClientHttpConnector delegate = mock(ClientHttpConnector.class,
				withSettings().extraInterfaces(SmartLifecycle.class, DisposableBean.class));
		assertForwards(new RepeatingClientHttpConnector(delegate, this.repeater, null), delegate);
	}

	@Test
	void delegateWithoutALifecycleIsLeftAlone() throws Exception {
		RepeatingClientHttpConnector connector = new RepeatingClientHttpConnector(mock(ClientHttpConnector.class),
				this.repeater, null);
		connector.start();
		connector.stop();
		connector.destroy();
		assertThat(connector.isRunning()).isFalse();
		assertThat(connector.isAutoStartup()).isFalse();
		assertThat(connector.getPhase()).isEqualTo(SmartLifecycle.DEFAULT_PHASE);
	}

	private static void assertForwards(ForwardingLifecycle wrapper, Object delegate) throws Exception {
		given(((SmartLifecycle) delegate).isRunning()).willReturn(true);
		given(((SmartLifecycle) delegate).isAutoStartup()).willReturn(true);
		given(((SmartLifecycle) delegate).getPhase()).willReturn(7);
		wrapper.start();
		wrapper.stop();
		wrapper.destroy();
		then((SmartLifecycle) delegate).should().start();
		then((SmartLifecycle) delegate).should().stop();
		then((DisposableBean) delegate).should().destroy();
		assertThat(wrapper.isRunning()).isTrue();
		assertThat(wrapper.isAutoStartup()).isTrue();
		assertThat(wrapper.getPhase()).isEqualTo(7);
		assertThat(wrapper.getDelegate()).isSameAs(delegate);
	}

}
