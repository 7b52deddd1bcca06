package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows, run as it stands there. */
class ReadmeExampleTest {
  @TempDir
  private Path folder;

  @Test
  void theClientOfTheReadmeClassifiesAMailThatTheServerCannotRead() throws IOException {
    assertThat(CommandRun.compile(CommandRun.tree(), folder).exitCode()).isZero();
    double[] mail = CsvData.readLabelLast(
        Home.models().resolve("spam-tree/spambase.csv.gz")).rows()[0];
    try (NightjarRuntime nightjar = NightjarRuntime.builder().models(folder).build();
        NightjarServer server = NightjarServer.builder(nightjar).start()) {
      assertThat(play(server.uri(), mail).label()).isEqualTo("1");
    }
  }

  private static Prediction play(URI uri, double[] mail) {
    EndpointClient endpoint = new EndpointClient(EndpointSettings.of(uri));
    ClientSpec spec = endpoint.clientSpec("spam-tree");
    KeyGenerator generator = new KeyGenerator(WorkerThreads.onAllProcessors());
    try (SecretKey key = generator.secretKey(spec.parameters())) {
      ModelClient model = new ModelClient(spec, key);
      long uid = endpoint.uploadKey(model.evaluationKey(generator, Progress.NONE), Progress.NONE);
      byte[] answer = endpoint.infer("spam-tree", OptionalLong.of(uid), model.encrypt(mail)).bytes();
      return model.decrypt(answer);
    }
  }

  /** Every command line of the README, up to its options, is one that the program knows. */
  @Test
  void everyCommandOfTheReadmeIsKnownWithItsOptions() throws IOException {
    String readme = Files.readString(Path.of("../README.md")).replace("\\\n", " ");
    Matcher commands = Pattern.compile("^\\./nightjar (\\w+)([^#\\n]*)", Pattern.MULTILINE).matcher(readme);
    int found = 0;
    while (commands.find()) {
      String help = CommandRun.of(commands.group(1), "--help").out();
      Matcher options = Pattern.compile("--[a-z-]+").matcher(commands.group(2));
      while (options.find()) {
        assertThat(help).as(commands.group()).contains(options.group());
      }
      found++;
    }
    assertThat(found).isGreaterThanOrEqualTo(6);
  }
}
