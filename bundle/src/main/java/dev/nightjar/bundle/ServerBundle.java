package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.FailureAnalysis;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelName;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.primitives.Digest128;
import dev.nightjar.api.primitives.Sha256;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A model as a server holds it: the circuit, what is known about it, and the client's half as bytes that are
 * only handed on. Immutable and thread-safe. The file format is described in {@code docs/wire-format.md}.
 */
public final class ServerBundle {
  /** The greatest number of a version. */
  public static final int MAX_VERSION = 999_999_999;

  private static final Pattern ENGINE_NAME = Pattern.compile("[A-Za-z0-9-]{1,32}");

  /** The name in a model's settings that stands for the engine that the server has chosen. */
  private static final String SERVERS_ENGINE = "auto";

  private final String name;
  private final String kind;
  private final int features;
  private final double failureLog2;
  private final BundleClaims stated;
  private final Claim claim;
  private final double securityBits;
  private final Circuit circuit;
  private final Map<String, String> notes;
  private final byte[] clientZip;
  private final String clientZipSha256;
  private final Digest128 clientFingerprint;
  private final String engine;
  private final int version;

  /**
   * A bundle from its parts, of version 1.
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
    this(name, kind, features, failureLog2, circuit, notes, clientZip,
        clientZip.length == 0 ? null : ClientBundle.read(clientZip).fingerprint());
  }

  /** The same where the client's half has been read already; null when it is not known. */
  ServerBundle(String name, String kind, int features, double failureLog2, Circuit circuit,
      Map<String, String> notes, byte[] clientZip, Digest128 clientFingerprint) {
    this.name = new ModelName(name).value();
    this.kind = Objects.requireNonNull(kind, "kind");
    this.features = features;
    this.failureLog2 = failureLog2;
    this.claim = Claim.EXACT;
    this.circuit = Objects.requireNonNull(circuit, "circuit");
    this.securityBits = circuit.parameters().requireSecure().securityBits();
    this.stated = new BundleClaims(failureLog2, securityBits, Optional.empty());
    this.notes = new LinkedHashMap<>(notes);
    this.clientZip = clientZip;
    this.clientZipSha256 = clientZip.length == 0 ? "" : Sha256.hexOf(clientZip);
    this.clientFingerprint = clientFingerprint;
    this.engine = null;
    this.version = 1;
    if (features < 1) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "a model has at least one feature, not " + features);
    }
    if (!(failureLog2 <= 0)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the failure bound is a probability, at most 2^0, not 2^" + failureLog2);
    }
  }

  private ServerBundle(ServerBundle other, double failureLog2, String engine, BundleClaims stated, Claim claim,
      int version) {
    this.name = other.name;
    this.kind = other.kind;
    this.features = other.features;
    this.failureLog2 = failureLog2;
    this.stated = stated;
    this.claim = claim;
    this.securityBits = other.securityBits;
    this.circuit = other.circuit;
    this.notes = other.notes;
    this.clientZip = other.clientZip;
    this.clientZipSha256 = other.clientZipSha256;
    this.clientFingerprint = other.clientFingerprint;
    this.engine = engine;
    this.version = version;
  }

  /**
   * The same model, to be computed by an engine of its own rather than by the server's.
   *
   * @param name of an engine, or {@code auto} for the server's
   * @throws NightjarException {@code INVALID_MODEL} when no engine can have this name
   */
  public ServerBundle withEngine(String name) {
    if (!ENGINE_NAME.matcher(name).matches()) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "an engine's name is 1 to 32 letters, digits and dashes, such as java, and not '" + name + "'");
    }
    return new ServerBundle(this, failureLog2, name.equals(SERVERS_ENGINE) ? null : name, stated, claim, version);
  }

  /** The same bundle with the failure bound that the noise formulas of this version give, and what it says itself. */
  ServerBundle withFailureOf(ClientSpec client, BundleClaims claims) {
    return new ServerBundle(this, FailureAnalysis.of(circuit, client.outputMargins()).failureLog2(), engine, claims,
        client.claim(), version);
  }

  /**
   * The same bundle as another version of its model.
   *
   * @param number 1 to {@value #MAX_VERSION}
   * @throws NightjarException {@code INVALID_MODEL} for another number
   */
  public ServerBundle withVersion(int number) {
    if (number < 1 || number > MAX_VERSION) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the version of a model is a number from 1 to " + MAX_VERSION + ", not " + number);
    }
    return new ServerBundle(this, failureLog2, engine, stated, claim, number);
  }

  /** The server's half of a model that was compiled in this process. */
  public static ServerBundle of(CompiledModel model, byte[] clientZip) {
    Map<String, String> notes = new LinkedHashMap<>();
    model.notes().forEach(note -> notes.put(note.getKey(), note.getValue()));
    return new ServerBundle(model.client().model(), model.client().kind(), model.client().features(),
        model.failure().failureLog2(), model.circuit(), notes, clientZip, model.client().fingerprint());
  }

  /**
   * Reads a bundle folder: {@code client.zip}, {@code server.zip}, {@code versions.json}, and the server's
   * own settings for the model if there are any, {@code model.properties}.
   *
   * @param folder its name is the model's
   * @throws NightjarException {@code INVALID_MODEL} with the file and the reason
   */
  public static ServerBundle read(Path folder) {
    return read(folder, TrustedKeys.ANYBODY);
  }

  /**
   * Reads a bundle folder whose two zips a trusted key has signed together.
   *
   * @param folder its name is the model's
   * @throws NightjarException also {@code REFUSED_BY_POLICY} when it is not signed or by another key, which is found
   *     before anything of the zips is parsed; {@code INVALID_MODEL} when it was altered since
   */
  public static ServerBundle read(Path folder, TrustedKeys trusted) {
    return BundleReader.read(folder, String.valueOf(folder.toAbsolutePath().normalize().getFileName()), trusted);
  }

  /**
   * The same where the folder has the name of a version, and the one around it the model's.
   *
   * @param name the model's
   * @param version its number
   */
  public static ServerBundle read(Path folder, String name, int version, TrustedKeys trusted) {
    return BundleReader.read(folder, name, trusted).withVersion(version);
  }

  /**
   * Which version of a model {@code model.properties} chooses ({@code default-version}) for those who name none.
   *
   * @param folder the model's
   * @return empty where the newest is meant
   * @throws NightjarException {@code INVALID_MODEL} when the file cannot be read
   */
  public static OptionalInt chosenVersion(Path folder) {
    return BundleReader.settings(folder).defaultVersion();
  }

  /** The model's name. */
  public String name() {
    return name;
  }

  /** The version's number. */
  public int version() {
    return version;
  }

  /** The name by which this version is asked for: {@code NAME:VERSION}. */
  public String versionedName() {
    return name + ":" + version;
  }

  /** The plugin kind that made it. */
  public String kind() {
    return kind;
  }

  /** Features of a row. */
  public int features() {
    return features;
  }

  /**
   * log2 of the bound on a wrong inference. For a bundle that was read it is computed anew from the circuit, whatever
   * the bundle says.
   */
  public double failureLog2() {
    return failureLog2;
  }

  /** log2 of the bound that the bundle itself states, by the formulas of the version that wrote it. */
  public double statedFailureLog2() {
    return stated.failureLog2();
  }

  /** Whether the bundle states a bound that is too small by more than what is rounded when it is printed. */
  public boolean understatesFailure() {
    return stated.understatesFailure(failureLog2);
  }

  /**
   * What the bundle says of itself and is not so, by what this version computes: sentences without a subject and an
   * end. Nothing believes these claims.
   */
  public List<String> untrueClaims() {
    return stated.untrue(failureLog2, securityBits, circuit, claim);
  }

  /** The name of the {@link dev.nightjar.api.model.Strategy} that the bundle states, where the circuit can have it. */
  public Optional<String> strategy() {
    return stated.strategy().filter(name -> stated.fits(circuit, claim));
  }

  /** Security of the weaker key, in bits, computed from the parameters. */
  public double securityBits() {
    return securityBits;
  }

  /** What the server runs. */
  public Circuit circuit() {
    return circuit;
  }

  /** Whether the server hides the circuit in its answers. */
  public ModelPrivacy privacy() {
    return circuit.hiding().isPresent() ? ModelPrivacy.HIDDEN : ModelPrivacy.NONE;
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

  /** {@link ClientSpec#fingerprint()} of the client's half; empty when it is not known here. */
  public Optional<Digest128> clientFingerprint() {
    return Optional.ofNullable(clientFingerprint);
  }

  /** The name of the engine that computes this model; empty for the server's. */
  public Optional<String> engine() {
    return Optional.ofNullable(engine);
  }

  @Override
  public String toString() {
    return "ServerBundle[" + name + ", " + kind + ", " + circuit + "]";
  }
}
