package io.github.keepalive.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A forward proxy: tunnels on {@code CONNECT}, and passes on requests without a body that
 * name their target in full. Keeps one connection to the target for each one to itself.
 */
final class OutboundProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger tunnels = new AtomicInteger();

	OutboundProxy() {
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	int accepted() {
		return this.accepted.get();
	}

	int tunnels() {
		return this.tunnels.get();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			this.sockets.add(client);
			this.accepted.incrementAndGet();
			start(() -> serve(client));
		}
	}

	private void serve(Socket client) throws IOException {
		try (client) {
			Socket target = null;
			for (String head = head(client); head != null; head = head(client)) {
				String[] line = head.substring(0, head.indexOf('\r')).split(" ");
				if (line[0].equals("CONNECT")) {
					this.tunnels.incrementAndGet();
					target = connect(line[1].split(":")[0], Integer.parseInt(line[1].split(":")[1]), client);
					client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
					client.getInputStream().transferTo(target.getOutputStream());
					return;
				}
				URI uri = URI.create(line[1]);
				target = (target != null) ? target : connect(uri.getHost(), uri.getPort(), client);
				String rest = head.substring(head.indexOf('\r'));
				OutputStream out = target.getOutputStream();
				out.write(
						(line[0] + " " + uri.getRawPath() + " " + line[2] + rest).getBytes(StandardCharsets.US_ASCII));
			}
		}
	}

	private Socket connect(String host, int port, Socket client) throws IOException {
		Socket target = new Socket(host, port);
		this.sockets.add(target);
		start(() -> target.getInputStream().transferTo(client.getOutputStream()));
		return target;
	}

	private static @Nullable String head(Socket client) throws IOException {
		StringBuilder head = new StringBuilder();
		InputStream in = client.getInputStream();
		for (int read = in.read(); read >= 0; read = in.read()) {
			head.append((char) read);
			if (read == '\n' && head.toString().endsWith("\r\n\r\n")) {
				return head.toString();
			}
		}
		return null;
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// Either side has gone, and so will the other.
				return;
			}
		}, "outbound-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private interface Task {

		void run() throws IOException;

	}

}
