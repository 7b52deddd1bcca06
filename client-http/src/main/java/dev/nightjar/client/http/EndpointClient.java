package dev.nightjar.client.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadToken;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.ModelAddress;
import dev.nightjar.api.primitives.Crc32c;
import dev.nightjar.api.primitives.Sha256;
import dev.nightjar.bundle.BundlePin;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.client.Progress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client of an endpoint's raw routes. Sends nothing but what is asked for, with time-outs; a request that
 * the network or the server's load defeats is repeated a bounded number of times where that is safe.
 * Thread-safe.
 *
 * <p>An endpoint that does not know its callers gives a secret with the uid of a key. The client keeps it as long as it
 * lives, and shows it with each request for that key; another client is given it by {@link #showToken}. Requests for a
 * key also name its uid in the header {@code Nightjar-Uid}, by which a load balancer can keep them on one server.
 *
 * <p>All failures are {@link NightjarException}s: with the server's code and sentence where it gave them,
 * {@link ErrorCode#UNAVAILABLE} when it cannot be reached or does not answer in time, {@link
 * ErrorCode#INVALID_FORMAT} when what answers is no Nightjar endpoint.
 */
public final class EndpointClient {
  /** Longest encoded answer that is accepted, in bytes. */
  public static final int MAX_ANSWER_BYTES = 64 << 20;

  /** Shows the secret of an upload. */
  private static final String UPLOAD_TOKEN = "Nightjar-Upload-Token";

  private final Transport transport;
  private final Retry retry;
  private final Map<Uid, UploadToken> tokens = new ConcurrentHashMap<>();

  /** A client; no connection is made yet. */
  public EndpointClient(EndpointSettings settings) {
    this(settings, new Retry(settings.attempts()));
  }

  EndpointClient(EndpointSettings settings, Retry retry) {
    this.transport = new Transport(settings);
    this.retry = retry;
  }

  private record ModelList(@JsonProperty("models") List<ModelInfo> models) {
  }

  /** The answer to an announcement; a server that knows its callers, or an earlier version, gives no token. */
  private static final class Begun {
    private final Uid uid;
    private final long totalBytes;
    private final int partBytes;

    @JsonProperty("upload_token")
    private String uploadToken;

    @JsonCreator
    Begun(@JsonProperty("uid") long uid, @JsonProperty("total_bytes") long totalBytes,
        @JsonProperty("part_bytes") int partBytes) {
      this.uid = new Uid(uid);
      this.totalBytes = totalBytes;
      this.partBytes = partBytes;
    }

    KeyUpload upload() {
      return new KeyUpload(uid, totalBytes, partBytes, Optional.ofNullable(uploadToken).map(UploadToken::parse));
    }
  }

  /** What the endpoint accepts. */
  public Limits limits() {
    return get("v1/limits", Limits.class);
  }

  /**
   * Asks the endpoint for its limits again and again, so that there is a connection, and that the JVM has compiled what
   * a request takes, before the first one that counts. Call it while a key is made; see also
   * {@link dev.nightjar.client.ModelClient#rehearse}. Blocks until it is done.
   *
   * @param requests how many, at least one; some hundred for a JVM
   * @throws NightjarException also when the endpoint cannot be reached
   */
  public void rehearse(int requests) {
    requireSome(requests);
    for (int i = 0; i < requests; i++) {
      limits();
    }
  }

  /**
   * Has a query answered again and again and drops the answers, so that the JVM has compiled what an inference takes
   * before the first one that counts: {@link #rehearse(int)} sends no body. The endpoint computes each of them. Blocks
   * until it is done.
   *
   * @param uid of a committed key; empty for a model that needs none
   * @param query of any row, see {@link dev.nightjar.client.ModelClient#encrypt}
   * @param inferences how many, at least one; some ten for a JVM
   * @throws NightjarException as {@link #infer} does
   */
  public void rehearse(String model, Optional<Uid> uid, byte[] query, int inferences) {
    requireSome(inferences);
    for (int i = 0; i < inferences; i++) {
      infer(model, uid, query);
    }
  }

  private static void requireSome(int requests) {
    if (requests < 1) {
      throw new IllegalArgumentException("a rehearsal has at least one request, not " + requests);
    }
  }

  /** The models that are served. */
  public List<ModelInfo> models() {
    return List.copyOf(get("v1/models", ModelList.class).models());
  }

  /**
   * One model.
   *
   * @param name {@code NAME}, or {@code NAME:VERSION} for one of its versions; so for all that name a model
   */
  public ModelInfo model(String name) {
    return get("v1/models/" + ModelAddress.parse(name), ModelInfo.class);
  }

  /** The bytes of a model's {@code client.zip}. */
  public byte[] clientZip(String name) {
    return get("v1/models/" + ModelAddress.parse(name) + "/client.zip", ClientBundle.MAX_BYTES).body();
  }

  /**
   * A model's client side, downloaded and compared with the checksum that the endpoint announces.
   *
   * @throws NightjarException also {@link ErrorCode#CHECKSUM_MISMATCH}
   */
  public ClientSpec clientSpec(String name) {
    return clientSpec(name, TrustedKeys.ANYBODY);
  }

  /**
   * The same of a {@code client.zip} that a trusted key has signed.
   *
   * @throws NightjarException also {@link ErrorCode#REFUSED_BY_POLICY} when none has
   */
  public ClientSpec clientSpec(String name, TrustedKeys trusted) {
    String announced = model(name).clientZipSha256();
    byte[] zip = clientZip(name);
    if (!Sha256.hexOf(zip).equalsIgnoreCase(announced)) {
      throw new NightjarException(ErrorCode.CHECKSUM_MISMATCH,
          "the client.zip of " + name + " is not the one that the endpoint announces: try again");
    }
    return ClientBundle.read(zip, trusted);
  }

  /**
   * A model's client side, downloaded and compared with a checksum that came from elsewhere, before it is parsed. What
   * the endpoint announces does not count.
   *
   * @throws NightjarException also {@link ErrorCode#CHECKSUM_MISMATCH}
   */
  public ClientSpec clientSpec(String name, BundlePin pin) {
    return clientSpec(name, pin, TrustedKeys.ANYBODY);
  }

  /**
   * The same of a {@code client.zip} that a trusted key has signed, too.
   *
   * @throws NightjarException also {@link ErrorCode#REFUSED_BY_POLICY} when none has
   */
  public ClientSpec clientSpec(String name, BundlePin pin, TrustedKeys trusted) {
    byte[] zip = clientZip(name);
    pin.require(zip);
    return ClientBundle.read(zip, trusted);
  }

  /**
   * Uploads an evaluation key and commits it.
   *
   * @param key an encoded evaluation key
   * @param progress called with the number of bytes that the server has confirmed
   * @return the uid under which the key can be used
   */
  public Uid uploadKey(byte[] key, Progress progress) {
    KeyUpload upload = beginKey(key.length);
    sendParts(upload, key, 0, progress);
    commit(upload.uid());
    return upload.uid();
  }

  /**
   * Announces a key; {@link #resumeKey} sends it. For callers that want the uid even when the upload breaks
   * off.
   */
  public KeyUpload beginKey(long totalBytes) {
    byte[] body = ("{\"total_bytes\":" + totalBytes + "}").getBytes(StandardCharsets.US_ASCII);
    KeyUpload upload = retry.costly(() -> transport.json(transport.send(transport.request("v1/keys")
        .header("Content-Type", Transport.JSON).POST(BodyPublishers.ofByteArray(body)), Transport.SMALL),
        Begun.class)).upload();
    requirePartBytes(upload.partBytes());
    upload.uploadToken().ifPresent(token -> showToken(upload.uid(), token));
    return upload;
  }

  /** Shows a secret that another client got, with each request for this uid from now on. */
  public void showToken(Uid uid, UploadToken token) {
    tokens.put(uid, token);
  }

  /** A request for a key, or for what needs one. */
  private HttpRequest.Builder request(String path, Optional<Uid> uid) {
    HttpRequest.Builder request = transport.request(path, uid);
    uid.map(tokens::get).ifPresent(token -> request.header(UPLOAD_TOKEN, token.secret()));
    return request;
  }

  private static void requirePartBytes(int partBytes) {
    if (partBytes < 1) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT,
          "the endpoint asks for parts of " + partBytes + " bytes: it is no Nightjar endpoint");
    }
  }

  /**
   * Sends what the server lacks of an announced key, after asking it, and commits the key.
   *
   * @param uid from {@link #beginKey}
   * @param key the same bytes as before
   */
  public void resumeKey(Uid uid, byte[] key, Progress progress) {
    KeyStatus status = keyStatus(uid);
    if (status.totalBytes() != key.length) {
      throw new NightjarException(ErrorCode.KEY_PART_CONFLICT, "uid " + uid + " was announced with "
          + status.totalBytes() + " bytes, this key has " + key.length + ": upload it under a new uid");
    }
    if (!status.committed()) {
      int partBytes = limits().partBytes();
      requirePartBytes(partBytes);
      sendParts(new KeyUpload(uid, key.length, partBytes, Optional.empty()), key, status.firstMissing(), progress);
      commit(uid);
    }
  }

  /** Parts go out in order from the first missing byte on; those behind it that are there are sent again. */
  private void sendParts(KeyUpload upload, byte[] key, long received, Progress progress) {
    int partBytes = upload.partBytes();
    long first = Math.max(0, Math.min(received, key.length)) / partBytes;
    for (long i = first; i * partBytes < key.length; i++) {
      int from = (int) (i * partBytes);
      int length = Math.min(partBytes, key.length - from);
      putPart(upload.uid(), i, key, from, length);
      progress.update(from + length, key.length);
    }
  }

  private void putPart(Uid uid, long part, byte[] key, int from, int length) {
    String checksum = String.format("%08x", Crc32c.of(key, from, length));
    retry.idempotent(() -> transport.send(request("v1/keys/" + uid + "/parts/" + part, Optional.of(uid))
        .header("Content-Type", Transport.OCTETS).header("Nightjar-CRC32C", checksum)
        .PUT(BodyPublishers.ofByteArray(key, from, length)), Transport.SMALL));
  }

  private void commit(Uid uid) {
    retry.idempotent(() -> transport.send(
        request("v1/keys/" + uid + "/commit", Optional.of(uid)).POST(BodyPublishers.noBody()), Transport.SMALL));
  }

  /** How far an upload has come. */
  public KeyStatus keyStatus(Uid uid) {
    HttpRequest.Builder request = request("v1/keys/" + uid, Optional.of(uid)).GET();
    return transport.json(retry.idempotent(() -> transport.send(request, Transport.SMALL)), KeyStatus.class);
  }

  /** Deletes a key from the server. */
  public void deleteKey(Uid uid) {
    retry.once(() -> transport.send(request("v1/keys/" + uid, Optional.of(uid)).DELETE(), Transport.SMALL));
    tokens.remove(uid);
  }

  /**
   * Runs a model on a query. The server is told how long it is waited for, and computes no longer.
   *
   * @param uid of a committed key; empty for a model that needs none
   * @param query an encoded packed input
   */
  public InferenceAnswer infer(String model, Optional<Uid> uid, byte[] query) {
    String path = "v1/models/" + ModelAddress.parse(model) + "/infer"
        + uid.map(known -> "?uid=" + known).orElse("");
    HttpResponse<byte[]> response = retry.costly(() -> transport.sendInference(
        request(path, uid).header("Content-Type", Transport.OCTETS)
            .POST(BodyPublishers.ofByteArray(query)),
        MAX_ANSWER_BYTES));
    return new InferenceAnswer(response.body(), response.headers().firstValue("Nightjar-Engine").orElse(""),
        millis(response, "Nightjar-Compute-Millis"), millis(response, "Nightjar-Queue-Millis"));
  }

  private static double millis(HttpResponse<byte[]> response, String header) {
    String text = response.headers().firstValue(header).orElse("");
    return text.matches("\\d{1,12}(\\.\\d{1,12})?") ? Double.parseDouble(text) : Double.NaN;
  }

  private <T> T get(String path, Class<T> type) {
    return transport.json(get(path, Transport.SMALL), type);
  }

  private HttpResponse<byte[]> get(String path, int limit) {
    HttpRequest.Builder request = transport.request(path).GET();
    return retry.idempotent(() -> transport.send(request, limit));
  }
}
