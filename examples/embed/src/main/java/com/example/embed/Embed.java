package com.example.embed;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.NightjarRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Runs a compiled model on one encrypted row: {@code FOLDER MODEL FEATURE...}. */
public final class Embed {
  private Embed() {
  }

  /**
   * Prints the prediction.
   *
   * @param args the folder of bundles that {@code nightjar compile --out} wrote, the model's name, then the features
   *     of a row
   */
  public static void main(String[] args) {
    if (args.length < 3) {
      throw new IllegalArgumentException("give the folder of bundles, the model's name and the features of a row");
    }
    String model = args[1];
    double[] row = Arrays.stream(args, 2, args.length).mapToDouble(Double::parseDouble).toArray();
    try (NightjarRuntime server = NightjarRuntime.builder().models(Path.of(args[0])).build();
        DataOwner owner = new DataOwner(server.clientZip(model))) {
      Optional<Uid> uid = owner.evaluationKey().map(server::saveKey);
      byte[] query = owner.query(row);
      byte[] answer = (uid.isPresent() ? server.infer(model, uid.get(), query) : server.infer(model, query)).content();
      System.out.println(owner.prediction(query, answer) + " by " + server.engine().kernel());
    }
  }
}
