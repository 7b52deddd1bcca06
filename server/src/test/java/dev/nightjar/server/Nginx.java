package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** nginx with the configuration of {@code examples/fleet}, but for its ports and a header that names the replica. */
final class Nginx implements Balancer {
  private static final Path CONFIGURATION = Path.of("../examples/fleet/nginx.conf");

  private final Path prefix = Files.createTempDirectory("nightjar-nginx");
  private final int port;
  private final Process process;
  private String text;

  Nginx(List<Integer> replicas) throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    text = configuration();
    for (int i = 0; i < 3; i++) {
      String named = ":808" + (i + 1);
      assertThat(text).contains("server 127.0.0.1" + named + " ");
      text = text.replace(named, ":" + replicas.get(i));
    }
    // A client that keeps its connection may send on it just when a reload closes it, for being idle. That is between
    // the client and nginx, whatever becomes of replicas, so that here each request has a connection of its own.
    text = text.replace("listen 127.0.0.1:8080;", "listen 127.0.0.1:" + port + ";\n    keepalive_timeout 0;\n"
        + "    add_header " + SERVED_BY + " $upstream_addr always;");
    Files.writeString(prefix.resolve("nginx.conf"), text);
    // Where root starts nginx, its workers are another user's, and keep large requests in folders of theirs in here.
    Files.setPosixFilePermissions(prefix, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(run("-t").waitFor()).as(log()).isZero();
    process = run("-g", "daemon off;");
    awaitPort();
  }

  static String configuration() throws IOException {
    return Files.readString(CONFIGURATION);
  }

  static boolean installed() throws InterruptedException {
    try {
      return new ProcessBuilder("nginx", "-v").redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Process run(String... arguments) throws IOException {
    return new ProcessBuilder(Stream.concat(
        Stream.of("nginx", "-p", prefix.toString(), "-e", "nginx-error.log", "-c", "nginx.conf"), Stream.of(arguments))
        .toList()).redirectErrorStream(true).redirectOutput(prefix.resolve("out").toFile()).start();
  }

  private String log() throws IOException {
    return Files.readString(prefix.resolve("out"));
  }

  private void awaitPort() throws IOException {
    for (int attempt = 0; process.isAlive(); attempt++) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        assertThat(attempt).as("nginx listens within 10 s").isLessThan(1000);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
    throw new IOException("nginx ended: " + log());
  }

  @Override
  public void takeOut(int replica) throws Exception {
    mark(replica, "max_fails=0", "down");
  }

  @Override
  public void putBack(int replica) throws Exception {
    mark(replica, "down", "max_fails=0");
  }

  /** As fleet.sh does; and waits until processes with the configuration before have answered what they had taken. */
  private void mark(int replica, String before, String after) throws Exception {
    String line = "server 127.0.0.1:" + replica + " ";
    assertThat(text).contains(line + before + ";");
    text = text.replace(line + before + ";", line + after + ";");
    Files.writeString(prefix.resolve("nginx.conf"), text);
    List<ProcessHandle> workers = process.children().toList();
    assertThat(workers).isNotEmpty();
    assertThat(run("-s", "reload").waitFor()).as(log()).isZero();
    for (ProcessHandle worker : workers) {
      worker.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  @Override
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    try (Stream<Path> files = Files.walk(prefix)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
