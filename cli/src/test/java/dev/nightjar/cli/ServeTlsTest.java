package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.TestCertificate;
import dev.nightjar.cli.text.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} with a certificate, and a client that trusts its authority alone. */
@Timeout(60)
class ServeTlsTest {
  private static final Pattern READY = Pattern.compile("Serving 1 model at (https://127\\.0\\.0\\.1:\\d+/) .*");

  @TempDir
  private Path folder;

  @TempDir
  private Path secrets;

  private Path chain;
  private Path key;

  @BeforeEach
  void make() throws Exception {
    assertThat(CommandRun.compile(CommandRun.regression(), folder).exitCode()).isZero();
    TestCertificate made = TestCertificate.shared();
    chain = Files.writeString(secrets.resolve("certificate.pem"), made.certificatePem());
    key = Files.writeString(secrets.resolve("private-key.pem"), made.keyPem());
  }

  @Test
  void itServesHttpsAndAClientIsToldWhomToTrust() throws Exception {
    Lines out = new Lines();
    StringWriter err = new StringWriter();
    FutureTask<Integer> exitCode = new FutureTask<>(() -> NightjarCommand.commandLine(
            new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), null))
        .execute("serve", "--models", folder.toString(), "--port", "0", "--key-memory", "64", "--threads", "1",
            "--warm-up", "0", "--tls-cert", chain.toString(), "--tls-key", key.toString()));
    Thread serving = new Thread(exitCode, "serve");
    serving.start();
    Matcher ready = READY.matcher(out.lines.poll(30, TimeUnit.SECONDS));
    assertThat(ready.matches()).isTrue();
    CommandRun trusting = CommandRun.of("inspect", ready.group(1), "--tls-ca", chain);
    assertThat(trusting.err()).isEmpty();
    assertThat(trusting.exitCode()).isZero();
    assertThat(trusting.out()).contains("logreg");
    CommandRun other = CommandRun.of("inspect", ready.group(1));
    assertThat(other.exitCode()).isEqualTo(1);
    CommandRun wrong = CommandRun.of("inspect", ready.group(1), "--tls-ca", key);
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("private-key.pem holds no certificate");
    serving.interrupt();
    assertThat(exitCode.get(30, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void aCertificateWithoutItsKeyIsOneLine() {
    CommandRun run = CommandRun.of("serve", "--models", folder, "--key-memory", 64, "--tls-cert", chain);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("both --tls-cert and --tls-key");
    CommandRun swapped = CommandRun.of("serve", "--models", folder, "--key-memory", 64, "--tls-cert", key,
        "--tls-key", chain);
    assertThat(swapped.exitCode()).isEqualTo(1);
    assertThat(swapped.err().lines()).hasSize(1);
    assertThat(swapped.err()).contains("holds no certificate as PEM");
  }
}
