package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LoadChoiceTest {
  private static LoadChoice of(String... arguments) {
    LoadChoice choice = new LoadChoice();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("load",
        CommandLine.Model.CommandSpec.forAnnotatedObject(choice))).parseArgs(arguments);
    choice.check();
    return choice;
  }

  @Test
  void withoutOptionsLimitsAreTheStandardOnes() {
    assertThat(of().apply(RuntimeLimits.DEFAULT)).isEqualTo(RuntimeLimits.DEFAULT);
  }

  @Test
  void eachLimitIsSetByItsName() {
    assertThat(of("--limits", "key=1,query=2,json=3", "--limits", "deadline=4").apply(RuntimeLimits.DEFAULT))
        .isEqualTo(RuntimeLimits.DEFAULT.withKeyBytes(1 << 20).withQueryBytes(2 << 20).withJsonBytes(3 << 20)
            .withDeadline(Duration.ofSeconds(4)));
  }

  @Test
  void howLongHeadsBodiesAndIdleConnectionsAreWaitedForIsSet() throws Exception {
    LoadChoice chosen = of("--limits", "head=1,idle=2,body-wait=7,body-rate=3");
    try (NightjarRuntime runtime = NightjarRuntime.builder().build();
        NightjarServer server = chosen.apply(NightjarServer.builder(runtime), false).start();
        Socket begun = new Socket("127.0.0.1", server.port()); Socket idle = new Socket("127.0.0.1", server.port())) {
      begun.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
      try (InputStream limits = server.uri().resolve("v1/limits").toURL().openStream()) {
        assertThat(new String(limits.readAllBytes(), StandardCharsets.UTF_8))
            .contains("\"body_patience_millis\":7000,", "\"body_bytes_per_second\":3072,");
      }
      assertThat(endsSoon(begun)).isTrue();
      assertThat(endsSoon(idle)).isTrue();
    }
  }

  /** Of the loopback's address all connections may be, so that another one of this machine is needed. */
  @Test
  void aProxysAddressHasAllConnectionsAndAnotherOneAQuarterUnlessToldOtherwise() throws Exception {
    Optional<InetAddress> own = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress()).findFirst();
    assumeThat(own).as("an address of this machine that is not the loopback's").isPresent();
    try (NightjarRuntime runtime = NightjarRuntime.builder().build()) {
      assertThat(heldOpen(runtime, own.get(), true, "--connections=16")).isEqualTo(16);
      assertThat(heldOpen(runtime, own.get(), false, "--connections=16")).isEqualTo(4);
      assertThat(heldOpen(runtime, own.get(), false, "--connections=16", "--limits=address=7")).isEqualTo(7);
      assertThat(heldOpen(runtime, own.get(), true, "--connections=16", "--limits=address=7")).isEqualTo(7);
    }
  }

  /** How many of sixteen connections from an address stay open. */
  private static int heldOpen(NightjarRuntime runtime, InetAddress address, boolean behindProxy, String... options)
      throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (NightjarServer server = of(options).apply(NightjarServer.builder(runtime), behindProxy)
        .host(address.getHostAddress()).start()) {
      for (int i = 0; i < 16; i++) {
        sockets.add(new Socket(address, server.port()));
        exchange(sockets.get(i));
      }
      int open = 0;
      for (Socket socket : sockets) {
        open += exchange(socket) ? 1 : 0;
      }
      return open;
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Whether a request is answered. */
  private static boolean exchange(Socket socket) {
    try {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write("HEAD / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      while (!answer.toString().endsWith("\r\n\r\n")) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          return false;
        }
        answer.append((char) next);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it is closed within less than the standard times. */
  private static boolean endsSoon(Socket socket) throws IOException {
    socket.setSoTimeout(8000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void aWarmUpOfNoTimeIsNone() {
    assertThat(of().warmsUp()).isTrue();
    assertThat(of("--warm-up", "0").warmsUp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--workers=0", "--queue=0", "--connections=0", "--drain=1", "--drain=3601",
      "--warm-up=-1", "--warm-up=3601", "--limits=query=0", "--limits=pieces=1", "--limits=deadline=86401",
      "--limits=address=0", "--limits=head=0", "--limits=head=3601", "--limits=idle=0", "--limits=body-wait=0",
      "--limits=body-rate=1048577"})
  void whatCannotBeMeantIsRefusedWithTheOptionsName(String argument) {
    assertThatThrownBy(() -> of(argument)).isInstanceOf(NightjarException.class)
        .hasMessageContaining(argument.split("=", 2)[0]);
  }
}
