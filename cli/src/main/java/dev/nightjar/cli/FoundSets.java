package dev.nightjar.cli;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.ParameterChoice;
import dev.nightjar.api.params.ParameterOptimizer;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.SetNeeds;
import dev.nightjar.api.primitives.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What an optimizer found, kept in files: one for each question, named by its hash. A file that cannot be read, was
 * changed or says something that does not meet the needs counts as not there, and may be deleted at any time.
 * Thread-safe.
 */
final class FoundSets implements ParameterChoice {
  /** Files of other versions answer other questions: the search, its costs or the catalogue may differ. */
  private static final String FORM = "found-sets/1";
  private static final int MAX_BYTES = 1 << 16;

  private final ParameterOptimizer optimizer;
  private final Path folder;

  FoundSets(ParameterOptimizer optimizer, Path folder) {
    this.optimizer = optimizer;
    this.folder = folder;
  }

  @Override
  public Optional<Parameters> cheapestFor(KeyFamily family, SetNeeds needs) {
    Path file = fileOf(family + " " + needs);
    Optional<Parameters> kept = read(file).filter(sets -> sets.size() == 1).map(sets -> sets.get(0))
        .filter(family::allows).filter(needs::metBy);
    if (kept.isPresent()) {
      return kept;
    }
    Optional<Parameters> found = optimizer.cheapestFor(family, needs);
    found.ifPresent(p -> write(file, List.of(p)));
    return found;
  }

  private Path fileOf(String question) {
    String whole = String.join("|", FORM, new Version().getVersion()[0], optimizer.toString(), question);
    return folder.resolve(Sha256.hexOf(whole.getBytes(StandardCharsets.UTF_8)) + ".txt");
  }

  private static Optional<List<Parameters>> read(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      List<Parameters> sets = Files.readAllLines(file, StandardCharsets.US_ASCII).stream().map(Parameters::parse)
          .toList();
      boolean ours = sets.stream().allMatch(p -> p.custom() || ParameterCatalogue.byId(p.id()).isPresent());
      return ours ? Optional.of(sets) : Optional.empty();
    } catch (IOException | NightjarException e) {
      return Optional.empty();
    }
  }

  private void write(Path file, List<Parameters> sets) {
    try {
      Files.createDirectories(folder);
      Path next = Files.createTempFile(folder, "found", ".new");
      Files.write(next, sets.stream().map(Parameters::canonical).toList(), StandardCharsets.US_ASCII);
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // A search that is not kept is made again.
    }
  }
}
