package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.HubModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Rows that came with a model of a hub; looked for on this machine alone. */
final class HubSamples {
  private HubSamples() {
  }

  /**
   * Those of this model and of no other that has its name.
   *
   * @throws NightjarException {@code INVALID_NAME} when there are none
   */
  static Path of(ClientSpec spec) throws IOException {
    for (Path bundle : bundles(spec.model())) {
      Path samples = bundle.resolve(HubModel.SAMPLES);
      Path client = bundle.resolve(HubModel.CLIENT_ZIP);
      if (Files.isRegularFile(samples) && Files.isRegularFile(client)
          && ClientBundle.read(client).fingerprint().equals(spec.fingerprint())) {
        return samples;
      }
    }
    throw new NightjarException(ErrorCode.INVALID_NAME, "no samples of " + spec.model() + " came with it: name a table"
        + " with --data");
  }

  private static List<Path> bundles(String model) throws IOException {
    Path pulled = Home.dataFolder().resolve("hub");
    try (Stream<Path> own = folders(HubPlace.own().resolve(model)); Stream<Path> brought = folders(pulled)) {
      return Stream.concat(own, brought.map(folder -> folder.resolve(model))).toList();
    }
  }

  private static Stream<Path> folders(Path folder) throws IOException {
    return Files.isDirectory(folder) ? Files.list(folder) : Stream.empty();
  }
}
