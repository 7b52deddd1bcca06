package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sign}, and who takes what was signed. */
class SignTest {
  @TempDir
  private Path folder;

  private final DemoModel model = CommandRun.regression();

  private Path bundle() {
    return folder.resolve("models").resolve(model.name());
  }

  private String newKey(String name) {
    CommandRun made = CommandRun.of("sign", "--new-key", folder.resolve(name));
    assertThat(made.exitCode()).as(made.err()).isZero();
    return made.out().strip();
  }

  private CommandRun play(URI uri, String trusted) {
    List<Object> arguments = new ArrayList<>(List.of("play", "--url", uri, "--samples", 2, "--trust", trusted));
    arguments.addAll(CommandRun.data(model));
    return CommandRun.of(arguments.toArray());
  }

  @Test
  void aServerAndAClientTakeWhatATrustedKeySignedAndNothingElse() throws IOException {
    assertThat(CommandRun.compile(model, folder.resolve("models")).exitCode()).isZero();
    String key = newKey("key");
    String other = newKey("other");
    CommandRun unsigned = CommandRun.of("serve", "--models", folder.resolve("models"), "--trust", key);
    assertThat(unsigned.exitCode()).isEqualTo(1);
    assertThat(unsigned.err()).contains("no model in", "logreg: server.zip is not signed", key);

    CommandRun signed = CommandRun.of("sign", bundle(), "--key", folder.resolve("key"));
    assertThat(signed.exitCode()).as(signed.err()).isZero();
    try (NightjarRuntime runtime = NightjarRuntime.builder().models(folder.resolve("models"))
        .trust(TrustedKeys.parse(other + "," + key)).build();
        NightjarServer server = NightjarServer.builder(runtime).port(0).start()) {
      CommandRun played = play(server.uri(), "file:" + folder.resolve("key.pub"));
      assertThat(played.exitCode()).as(played.err()).isZero();
      CommandRun refused = play(server.uri(), other);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("client.zip is signed by " + key, "none of the trusted keys, " + other);
    }

    List<Object> encrypt = new ArrayList<>(List.of("encrypt", "--client-zip", bundle().resolve("client.zip"), "--trust",
        other, "--keys", folder.resolve("keys"), "--out", folder.resolve("queries")));
    encrypt.addAll(CommandRun.data(model));
    CommandRun refused = CommandRun.of(encrypt.toArray());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("client.zip is signed by " + key);
    assertThat(CommandRun.of("inspect", bundle()).out()).contains("by " + key);
  }

  @Test
  void whatCannotBeSignedIsOneLineWithTheRemedy() throws IOException {
    newKey("key");
    CommandRun again = CommandRun.of("sign", "--new-key", folder.resolve("key"));
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("is there already");
    assertThat(CommandRun.of("sign", "--key", folder.resolve("key")).err()).contains("which bundle?");
    assertThat(CommandRun.of("sign", folder, "--new-key", folder.resolve("k2")).exitCode()).isEqualTo(2);
    assertThat(Files.exists(folder.resolve("k2"))).isFalse();
    CommandRun nothing = CommandRun.of("sign", folder, "--key", folder.resolve("key"));
    assertThat(nothing.exitCode()).isEqualTo(1);
    assertThat(nothing.err()).contains("client.zip is missing");
    CommandRun misspelt = CommandRun.of("serve", "--models", folder, "--trust", "key.pub");
    assertThat(misspelt.exitCode()).isEqualTo(2);
    assertThat(misspelt.err()).contains("no Ed25519 public key");
  }
}
