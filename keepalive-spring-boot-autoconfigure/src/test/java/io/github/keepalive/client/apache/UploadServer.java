package io.github.keepalive.client.apache;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Tells of a request head before the body has come, and answers when the body has ended
 * with "end".
 */
final class UploadServer implements AutoCloseable {

	private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

	final CompletableFuture<String> head = new CompletableFuture<>();

	UploadServer() throws IOException {
		Thread thread = new Thread(this::serve, "upload-server");
		thread.setDaemon(true);
		thread.start();
	}

	String url() {
		return "http://localhost:" + this.socket.getLocalPort() + "/";
	}

	private void serve() {
		try (Socket client = this.socket.accept()) {
			InputStream in = client.getInputStream();
			this.head.complete(readUntil(in, "\r\n\r\n"));
			readUntil(in, "end");
			client.getOutputStream()
				.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nupload".getBytes(StandardCharsets.ISO_8859_1));
			client.getOutputStream().flush();
			in.read();
		}
		catch (IOException ex) {
			this.head.completeExceptionally(ex);
		}
	}

	private static String readUntil(InputStream in, String end) throws IOException {
		StringBuilder read = new StringBuilder();
		while (read.indexOf(end) < 0) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("ended after " + read);
			}
			read.append((char) next);
		}
		return read.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
