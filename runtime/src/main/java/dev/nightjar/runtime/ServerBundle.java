package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A model as a server holds it: the circuit, what is known about it, and the client's half as bytes that are
 * only handed on. Immutable and thread-safe. The file format is described in {@code docs/wire-format.md}.
 */
public final class ServerBundle {
  private final String name;
  private final String kind;
  private final int features;
  private final double failureLog2;
  private final double securityBits;
  private final Circuit circuit;
  private final Map<String, String> notes;
  private final byte[] clientZip;
  private final String clientZipSha256;

  /**
   * A bundle from its parts.
   *
   * @param name of the model
   * @param kind plugin kind that made it
   * @param features features of a row
   * @param failureLog2 log2 of the bound on a wrong inference
   * @param circuit over a secure parameter set
   * @param notes facts for people, in order
   * @param clientZip the client's half, not copied; empty when clients get it elsewhere
   * @throws NightjarException {@code INVALID_NAME}, {@code INVALID_PARAMETERS} for a test set, or
   *     {@code INVALID_MODEL}
   */
  public ServerBundle(String name, String kind, int features, double failureLog2, Circuit circuit,
      Map<String, String> notes, byte[] clientZip) {
    this.name = ClientSpec.requireName(name);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.features = features;
    this.failureLog2 = failureLog2;
    this.circuit = Objects.requireNonNull(circuit, "circuit");
    this.securityBits = circuit.parameters().requireSecure().securityBits();
    this.notes = new LinkedHashMap<>(notes);
    this.clientZip = clientZip;
    this.clientZipSha256 = clientZip.length == 0 ? "" : Digests.sha256(clientZip);
    if (features < 1) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "a model has at least one feature, not " + features);
    }
    if (!(failureLog2 <= 0)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the failure bound is a probability, at most 2^0, not 2^" + failureLog2);
    }
  }

  /** The server's half of a model that was compiled in this process. */
  public static ServerBundle of(CompiledModel model, byte[] clientZip) {
    Map<String, String> notes = new LinkedHashMap<>();
    model.notes().forEach(note -> notes.put(note.getKey(), note.getValue()));
    return new ServerBundle(model.client().model(), model.client().kind(), model.client().features(),
        model.failure().log2Failure(), model.circuit(), notes, clientZip);
  }

  /**
   * Reads a bundle folder: {@code client.zip}, {@code server.zip}, {@code versions.json}.
   *
   * @param folder its name is the model's
   * @throws NightjarException {@code INVALID_MODEL} with the file and the reason
   */
  public static ServerBundle read(Path folder) {
    return BundleReader.read(folder);
  }

  /** The model's name. */
  public String name() {
    return name;
  }

  /** The plugin kind that made it. */
  public String kind() {
    return kind;
  }

  /** Features of a row. */
  public int features() {
    return features;
  }

  /** log2 of the bound on a wrong inference. */
  public double failureLog2() {
    return failureLog2;
  }

  /** Security of the weaker key, in bits, computed from the parameters. */
  public double securityBits() {
    return securityBits;
  }

  /** What the server runs. */
  public Circuit circuit() {
    return circuit;
  }

  /** Facts for people, in order. */
  public Map<String, String> notes() {
    return new LinkedHashMap<>(notes);
  }

  /** The client's half, a copy; empty when there is none here. */
  public byte[] clientZip() {
    return clientZip.clone();
  }

  /** Lower-case hexadecimal SHA-256 of {@link #clientZip()}, empty when there is none. */
  public String clientZipSha256() {
    return clientZipSha256;
  }

  @Override
  public String toString() {
    return "ServerBundle[" + name + ", " + kind + ", " + circuit + "]";
  }
}
