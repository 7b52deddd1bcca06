package dev.nightjar.cli;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.ParameterChoice;
import dev.nightjar.api.params.ParameterOptimizer;
import dev.nightjar.runtime.cost.MeasuredCosts;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of {@code compile} that says where parameter sets come from. */
final class SetChoice {
  private static final String AUTO = "auto";
  private static final String SEARCH = "search";

  @Option(names = "--parameters", paramLabel = "SETS", defaultValue = AUTO, converter = Converter.class,
      description = "auto: the cheapest set of the catalogue; search: also sets that a search finds for this model, "
          + "where they are faster, which clients take with --allow custom alone; or the name of the only set to use "
          + "(default: ${DEFAULT-VALUE}).")
  private String sets;

  /** Makes the request ask for such sets. What a search finds is kept in the user's cache folder. */
  void apply(CompileRequest.Builder request, MeasuredCosts costs) {
    if (sets.equals(SEARCH)) {
      request.parameterChoice(searching(costs));
    } else if (!sets.equals(AUTO)) {
      request.parameters(ParameterCatalogue.byId(sets).orElseThrow());
    }
  }

  private static ParameterChoice searching(MeasuredCosts costs) {
    return new FoundSets(new ParameterOptimizer(costs.lookups()), Home.cacheFolder().resolve("sets"));
  }

  /** Words, and names of the catalogue. */
  static final class Converter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (value.equals(AUTO) || value.equals(SEARCH) || ParameterCatalogue.byId(value).isPresent()) {
        return value;
      }
      throw new TypeConversionException("expected auto, search or the name of a set of docs/parameters.md, not '"
          + value + "'");
    }
  }
}
