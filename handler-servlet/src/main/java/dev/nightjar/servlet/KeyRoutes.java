package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadToken;
import dev.nightjar.api.primitives.Crc32c;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.keys.KeyAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Evaluation keys in indexed, checksummed parts. A part may be sent again; the commit is what makes a key
 * usable.
 */
final class KeyRoutes {
  private static final String CHECKSUM = "Nightjar-CRC32C";
  private static final int BEGIN_BYTES = 4 << 10;

  private final NightjarRuntime runtime;
  private final SecureRandom random = new SecureRandom();
  private final int partBytes;
  private final ArticleJson json;
  private final ByteBudget budget;

  KeyRoutes(NightjarRuntime runtime, ArticleJson json, ByteBudget budget) {
    this.runtime = runtime;
    this.partBytes = runtime.limits().partBytes();
    this.json = json;
    this.budget = budget;
  }

  void register(Routes routes) {
    routes.add("POST", "/v1/keys", Answer.JSON, this::begin);
    routes.add("GET", "/v1/keys/{uid}", call -> status(call, call.uid()));
    routes.add("PUT", "/v1/keys/{uid}/parts/{i}", Answer.OCTETS, this::part);
    routes.add("POST", "/v1/keys/{uid}/commit", this::commit);
    routes.add("DELETE", "/v1/keys/{uid}", this::delete);
  }

  private CompletionStage<Answer> begin(Call call) throws IOException {
    String text = json.read(call.body().open("the JSON body", BEGIN_BYTES), call.lease(), ArticleJson.Judge.NONE)
        .field("total_bytes");
    long totalBytes = Words.digits(text).orElseThrow(() -> new NightjarException(ErrorCode.MALFORMED_REQUEST,
        "'total_bytes' is the length of the key in bytes, a decimal integer, not " + Words.quote(text)));
    Optional<UploadToken> token = call.caller().principal().isPresent() ? Optional.empty()
        : Optional.of(UploadToken.random(random));
    Caller caller = token.map(call.caller()::withUploadToken).orElse(call.caller());
    Uid uid = runtime.keys(caller).begin(new NewKey(totalBytes, partBytes, KeyOwner.of(caller)));
    return CompletableFuture.completedFuture(Answer.json(201, g -> {
      g.writeNumberField("uid", uid.value());
      g.writeNumberField("total_bytes", totalBytes);
      g.writeNumberField("part_bytes", partBytes);
      if (token.isPresent()) {
        g.writeStringField("upload_token", token.get().secret());
      }
    }).with("Location", "keys/" + uid));
  }

  private CompletionStage<Answer> part(Call call) throws IOException {
    Uid uid = call.uid();
    String index = call.variables().get("i");
    long i = Words.digits(index).orElseThrow(() -> new NightjarException(ErrorCode.INVALID_NAME,
        "a part's index is a decimal integer from 0 on, not " + Words.quote(index)));
    int checksum = checksum(call.header(CHECKSUM));
    KeyStore keys = keys(call);
    KeyDescription key = keys.describe(uid);
    long total = key.totalBytes();
    int size = key.partBytes();
    long parts = (total + size - 1) / size;
    if (i >= parts) {
      throw conflict("this key has the parts 0 to " + (parts - 1) + ", and no part " + i);
    }
    long expected = Math.min(size, total - i * size);
    byte[] part = call.body().read("the key part", size, budget, call.lease(),
        i == 0 ? runtime.frameHeaders()::requireKey : FirstBytes.ANY);
    if (part.length != expected) {
      throw conflict("part " + i + " of this key has exactly " + expected + " bytes, not " + part.length);
    }
    if (Crc32c.of(part, 0, part.length) != checksum) {
      throw new NightjarException(ErrorCode.CHECKSUM_MISMATCH,
          "the bytes of part " + i + " do not have the checksum in " + CHECKSUM + "; send the part again");
    }
    return CompletableFuture.completedFuture(status(keys.put(uid, i * size, ByteBuffer.wrap(part))));
  }

  private static int checksum(String text) {
    if (!text.matches("[0-9A-Fa-f]{8}")) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST,
          "the header " + CHECKSUM + " has 8 hexadecimal digits, not " + Words.quote(text));
    }
    return HexFormat.fromHexDigits(text);
  }

  private static NightjarException conflict(String message) {
    return new NightjarException(ErrorCode.KEY_PART_CONFLICT, message);
  }

  private CompletionStage<Answer> commit(Call call) {
    keys(call).commit(call.uid());
    return status(call, call.uid());
  }

  private CompletionStage<Answer> delete(Call call) {
    if (!keys(call).delete(call.uid())) {
      throw KeyAccess.unknown();
    }
    return CompletableFuture.completedFuture(Answer.empty(204));
  }

  private CompletionStage<Answer> status(Call call, Uid uid) {
    return CompletableFuture.completedFuture(status(keys(call).describe(uid)));
  }

  private KeyStore keys(Call call) {
    return runtime.keys(call.caller());
  }

  private static Answer status(KeyDescription status) {
    return Answer.json(200, g -> {
      g.writeNumberField("total_bytes", status.totalBytes());
      g.writeNumberField("received_bytes", status.receivedBytes());
      g.writeNumberField("first_missing", status.firstMissing());
      g.writeBooleanField("committed", status.committed());
    });
  }
}
