package dev.nightjar.cli;

import dev.nightjar.bundle.BundleSigner;
import dev.nightjar.bundle.SigningKey;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightjar sign}. */
@Command(name = "sign", mixinStandardHelpOptions = true,
    description = "Sign a bundle, so that servers and clients that trust the key take it; or make a key for that.",
    footer = {"", "Both zips of the bundle get the same signature, of all that is in them. 'serve --trust KEY' refuses",
        "other models, 'play --trust KEY' and 'encrypt --trust KEY' other client halves."})
final class SignCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "BUNDLE", description = "Folder that 'compile' wrote.")
  private Path bundle;

  @ArgGroup(multiplicity = "1")
  private KeyOption key;

  /** One of them. */
  private static final class KeyOption {
    @Option(names = "--key", paramLabel = "FILE",
        description = "Sign with this Ed25519 key, PKCS#8 in PEM, whose public half is in FILE.pub.")
    private Path read;

    @Option(names = "--new-key", paramLabel = "FILE",
        description = "Make a key: FILE for who signs, to be kept secret, and FILE.pub for who trusts.")
    private Path made;
  }

  SignCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if ((bundle == null) == (key.read != null)) {
      throw new ParameterException(spec.commandLine(), bundle == null ? "which bundle? Name its folder"
          : "a key is made first, and signs then: give --new-key without a bundle");
    }
    if (key.made != null) {
      SigningKey made = SigningKey.generate();
      made.write(key.made);
      terminal.remark("Keep " + key.made + " secret. For --trust, the public key:");
      terminal.line(made.toString());
    } else {
      SigningKey signing = SigningKey.read(key.read);
      BundleSigner.sign(bundle, signing);
      terminal.fact("Signed", bundle + ", by " + signing);
    }
    return 0;
  }
}
