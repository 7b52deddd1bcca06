package dev.nightjar.runtime.offender;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.bench.Bench;
import dev.nightjar.client.SecretKey;
import dev.nightjar.compiler.ModelCompiler;
import dev.nightjar.server.NightjarServer;
import dev.nightjar.servlet.guice.NightjarModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Breaks the rules of the house on purpose, in a package of the server, so that a test can see them bite. */
@SuppressWarnings("unused")
public final class Offender {
  public static final int[] TABLE = {1, 2, 3};
  static int counter;
  private static final AtomicLong ATOMIC = new AtomicLong();
  private static final ArrayList<String> LIST = new ArrayList<>();

  private Offender() {
  }

  static void readSecrets(SecretKey key, ModelCompiler compiler, HttpClient http, Bench bench,
      NightjarServer server, NightjarModule module) {
    System.out.println(key.parameters());
  }

  static int random() {
    return new Random(7).nextInt();
  }

  static void end() {
    System.exit(3);
  }

  static void print(Exception e) {
    e.printStackTrace();
  }

  static boolean bootstraps(Node node) {
    return node instanceof Node.Lookup;
  }

  static boolean thermometer(InputLayout layout) {
    return layout instanceof InputLayout.Unary;
  }

  static Class<? extends Node> kind() {
    return Node.Linear.class;
  }

  static void serialize() throws IOException {
    new ObjectOutputStream(new ByteArrayOutputStream()).close();
  }
}
