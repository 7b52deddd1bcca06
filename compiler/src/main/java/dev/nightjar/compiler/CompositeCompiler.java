package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.CompositeModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compiles composite models: each part by the plugin of its kind, all under one parameter set and within one bound on a
 * wrong inference, then joined in one circuit. Where any part could be read off an open answer, as one without
 * bootstraps can, all outputs are hidden by default.
 */
final class CompositeCompiler {
  /** Kind of the bundles. */
  static final String KIND = "composite";

  /** Strategies whose circuits can share a query. */
  private static final Set<String> JOINED = Set.of(Strategy.KEYLESS, Strategy.BOOTSTRAPPED);

  private final CompositeModel model;
  private final CompileRequest request;
  private final List<ModelPlugin> plugins;

  /**
   * A compilation.
   *
   * @param pluginOf the plugin of a part, which throws where there is none
   */
  CompositeCompiler(CompositeModel model, CompileRequest request, Function<ImportedModel, ModelPlugin> pluginOf) {
    this.model = model;
    this.request = request;
    plugins = model.parts().stream().map(CompositeModel.Part::model).map(pluginOf).toList();
    requireKnownOptions();
    request.requireFeatures(model.features());
  }

  /** An option must be one of some part's. */
  private void requireKnownOptions() {
    Set<String> known = plugins.stream().flatMap(plugin -> plugin.options().stream()).map(Setting::name)
        .collect(Collectors.toSet());
    request.options().keySet().stream().filter(option -> !known.contains(option)).findFirst().ifPresent(option -> {
      throw refused("no part of this model has the option '" + option + "'; there are "
          + (known.isEmpty() ? "none" : String.join(", ", known.stream().sorted().toList())));
    });
  }

  CompiledModel compile() {
    List<CompiledModel> alone = new ArrayList<>();
    for (int part = 0; part < plugins.size(); part++) {
      alone.add(compile(part, Optional.empty()));
    }
    return candidates(alone).flatMap(p -> under(p, alone).stream()).findFirst().map(this::joined)
        .orElseThrow(() -> refused("no parameter set suits all parts of this model (" + model.description()
            + ") with a failure bound of 2^" + request.failureLog2() + ": use fewer bits or accept a larger bound"));
  }

  /** Parameter sets in the order in which they are tried: those of the parts that bootstrap, then by cost. */
  private Stream<Parameters> candidates(List<CompiledModel> alone) {
    List<Parameters> own = alone.stream().filter(part -> part.circuit().bootstraps() > 0)
        .map(part -> part.client().parameters()).toList();
    if (own.isEmpty()) {
      return alone.stream().map(part -> part.client().parameters()).distinct();
    }
    return Stream.concat(own.stream(), request.parameterSets().stream()
        .sorted(Comparator.comparingDouble(ParameterCatalogue::cost))).distinct();
  }

  /** All parts under one set; empty when one of them does not compile under it. Parts without bootstraps go first. */
  private Optional<List<CompiledModel>> under(Parameters p, List<CompiledModel> alone) {
    CompiledModel[] parts = new CompiledModel[alone.size()];
    int[] order = IntStream.range(0, parts.length).boxed()
        .sorted(Comparator.comparingInt(part -> alone.get(part).circuit().bootstraps())).mapToInt(i -> i).toArray();
    for (int part : order) {
      CompiledModel present = alone.get(part);
      if (present.client().parameters().equals(p)) {
        parts[part] = present;
        continue;
      }
      try {
        parts[part] = compile(part, Optional.of(p));
      } catch (NightjarException e) {
        if (e.code() != ErrorCode.NOT_COMPILABLE) {
          throw e;
        }
        return Optional.empty();
      }
      if (!parts[part].client().parameters().equals(p)) {
        return Optional.empty();
      }
    }
    return Optional.of(List.of(parts));
  }

  /** One part, with its share of the bound on a wrong inference. */
  private CompiledModel compile(int part, Optional<Parameters> parameters) {
    ImportedModel imported = model.parts().get(part).model();
    ModelPlugin plugin = plugins.get(part);
    double[][] rows = Arrays.stream(request.calibration()).map(row -> model.featuresOf(part, row))
        .toArray(double[][]::new);
    int share = Integer.SIZE - Integer.numberOfLeadingZeros(plugins.size() - 1);
    CompileRequest.Builder own = request.toBuilder(rows).withoutOptions().withoutStrategy()
        .failureLog2(Math.max(CompileRequest.LEAST_FAILURE_LOG2, request.failureLog2() - share));
    parameters.ifPresent(own::parameters);
    PluginStrategies.of(plugin, imported).stream().filter(JOINED::contains).findFirst().ifPresent(own::strategy);
    if (imported instanceof LinearModel && request.quantizer() == CompileRequest.Quantizer.THRESHOLDS) {
      own.quantizer(CompileRequest.Quantizer.AUTO);
    }
    plugin.options().forEach(setting ->
        request.option(setting.name()).ifPresent(value -> own.option(setting.name(), value)));
    CompileRequest asked = own.build();
    asked.requireKnownOptions(plugin);
    try {
      return PluginStrategies.requireAsked(plugin, asked, plugin.compile(imported, asked));
    } catch (NightjarException e) {
      throw new NightjarException(e.code(), "the " + imported.description() + " in this model: " + e.getMessage(), e);
    }
  }

  private CompiledModel joined(List<CompiledModel> parts) {
    CircuitJoin join = new CircuitJoin(parts, model);
    Circuit circuit = join.circuit();
    List<Map.Entry<String, String>> notes = new ArrayList<>();
    for (int part = 0; part < plugins.size(); part++) {
      String kind = plugins.get(part).kind();
      parts.get(part).notes().forEach(note -> notes.add(Map.entry(kind + ": " + note.getKey(), note.getValue())));
    }
    ClientSpec client = new ClientSpec(request.name(), KIND, circuit.parameters(), circuit.keyParts(),
        join.quantizers(), join.layout(), join.results(), join.offsets(), model.task());
    CompiledModel open = new CompiledModel(client, circuit, notes);
    int fewest = parts.stream().mapToInt(part -> part.circuit().bootstraps()).min().orElseThrow();
    CompiledModel compiled = request.modelPrivacy(fewest) == ModelPrivacy.NONE ? open
        : open.hidden(request.failureLog2()).orElseThrow(() -> refused("the answers of this model cannot be hidden "
            + "within a failure bound of 2^" + request.failureLog2()
            + ": use fewer bits, accept a larger bound, or reveal the model with --model-privacy none"));
    if (compiled.failure().failureLog2() > request.failureLog2()) {
      throw new NightjarException(ErrorCode.INTERNAL, "the joined circuit misses the bound that its parts keep: 2^"
          + compiled.failure().failureLog2() + " where 2^" + request.failureLog2() + " was asked for");
    }
    return compiled;
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
