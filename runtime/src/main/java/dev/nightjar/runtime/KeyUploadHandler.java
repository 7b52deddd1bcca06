package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/**
 * {@code save_key} and {@code append_key}: a key that arrives in pieces without an index, each appended to
 * what is there. The header in the first piece announces the length; with the last byte the key is committed.
 */
final class KeyUploadHandler implements EndpointHandler {
  static final String SAVE_KEY = "save_key";
  static final String APPEND_KEY = "append_key";

  private EndpointContext context;

  @Override
  public Set<String> methods() {
    return Set.of(SAVE_KEY, APPEND_KEY);
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public void start(EndpointContext server) {
    context = server;
  }

  @Override
  public EndpointResponse handle(EndpointRequest request) {
    ByteBuffer piece = ByteBuffer.wrap(request.content("evaluation_keys"));
    KeyStore keys = context.keys(request.caller());
    return request.method().equals(SAVE_KEY) ? save(keys, piece)
        : append(keys, Uid.parse(request.field("uid")), piece);
  }

  private static EndpointResponse save(KeyStore keys, ByteBuffer piece) {
    long totalBytes = Frame.readHeader(piece).totalBytes();
    if (piece.remaining() > totalBytes) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT,
          "the header announces " + totalBytes + " bytes, but there are " + piece.remaining());
    }
    Uid uid = keys.begin(NewKey.of(totalBytes));
    try {
      commitWhenComplete(keys, uid, keys.put(uid, 0, piece));
    } catch (RuntimeException | Error e) {
      keys.delete(uid);
      throw e;
    }
    return new EndpointResponse.Fields(Map.of("uid", uid.value()));
  }

  private static EndpointResponse append(KeyStore keys, Uid uid, ByteBuffer piece) {
    if (!piece.hasRemaining()) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "'evaluation_keys' is empty");
    }
    commitWhenComplete(keys, uid, keys.append(uid, piece));
    return new EndpointResponse.None();
  }

  private static void commitWhenComplete(KeyStore keys, Uid uid, KeyDescription key) {
    if (key.complete()) {
      keys.commit(uid);
    }
  }
}
