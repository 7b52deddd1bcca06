package dev.nightjar.cli.play;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.http.ArticleClient;
import dev.nightjar.client.http.EndpointSettings;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;

/** The article's JSON: every request to one address with a {@code method}, every byte spelled as a number. */
public final class ArticleEndpoint implements Endpoint {
  /** Bytes of a piece of the key; one of the article's 100 MiB takes half a gigabyte of text. */
  private static final int PIECE_BYTES = 8 << 20;

  private final ArticleClient client;

  /**
   * One model of an endpoint.
   *
   * @param model named in every request; handlers for one model do not read it
   */
  public ArticleEndpoint(EndpointSettings settings, String model) {
    this.client = new ArticleClient(settings, Optional.of(model), PIECE_BYTES);
  }

  @Override
  public String language() {
    return "the article's JSON";
  }

  @Override
  public Uid sendKey(byte[] key, Terminal terminal) {
    AtomicInteger piece = new AtomicInteger();
    Uid uid = client.saveKey(key, (done, total) ->
        terminal.line("Sending %d-th piece of the key (remaining size is %.2f kbytes)",
            piece.getAndIncrement(), (total - done) / 1024.0));
    terminal.line("Storing the key in the database under uid=%s", uid);
    return uid;
  }

  @Override
  public Answer infer(Optional<Uid> uid, byte[] query) {
    return new Answer(client.infer(uid, query), OptionalDouble.empty());
  }

  /** The article's handler cannot forget: its keys live as long as it does. */
  @Override
  public void forgetKey(Uid uid) {
  }
}
