package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.Pipeline;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trained models of the models' README, as they are read, on the rows that trained none of them. */
class TrainedModelsTest {
  @ParameterizedTest
  @CsvSource({"boosted, 663", "forest, 634", "forest-200, 646"})
  void ensemblesFindAsMuchSpamAsTheirRecipesSay(String name, int right) throws IOException {
    CsvData test = Models.data(name).select(Models.testRows(name));
    assertThat(test.samples()).hasSize(691);
    assertThat(right(Models.pipeline(name), test)).isEqualTo(right);
  }

  private static long right(Pipeline model, CsvData test) {
    return test.samples().stream().filter(s -> s.labels().contains(model.predict(s.row()).label())).count();
  }
}
