package com.example.scorecard;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.model.Assembly;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Scorecards on encrypted features, without any bootstrap and so without an evaluation key.
 *
 * <p>The client sends, for each bound θ of a feature x, the encrypted bit [x <= θ]. The points of the
 * intervals then are a linear map of the bits: with points p_0 … p_m, they are {@code p_m + Σ_j (p_j -
 * p_{j+1}) [x <= θ_j]}.
 */
public final class ScorecardPlugin implements ModelPlugin {
  private static final int DEFAULT_BITS = 6;

  @Override
  public String kind() {
    return "scorecard";
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public Optional<ImportedModel> read(String fileName, byte[] content) {
    return fileName.endsWith(".scorecard.csv") ? Optional.of(ScorecardCsv.parse(content)) : Optional.empty();
  }

  @Override
  public boolean supports(ImportedModel model) {
    return model instanceof Scorecard;
  }

  /** The one that {@link #compile} takes; the planner asks for it by name. */
  @Override
  public List<String> strategies(ImportedModel model) {
    return List.of(Strategy.KEYLESS);
  }

  @Override
  public CompiledModel compile(ImportedModel model, CompileRequest request) {
    Scorecard card = (Scorecard) model;
    request.requireFeatures(card.features());
    List<FeatureQuantizer> quantizers = new ArrayList<>();
    Bits bits = new Bits();
    long constant = card.base();
    for (int f = 0; f < card.features(); f++) {
      Scorecard.Characteristic c = card.characteristics().get(f);
      FeatureQuantizer quantizer = quantizer(c, f, request);
      quantizers.add(quantizer);
      constant += c.points().get(c.points().size() - 1);
      for (int j = 0; j < c.upTo().size(); j++) {
        int difference = c.points().get(j) - c.points().get(j + 1);
        int level = lastLevelUpTo(quantizer, c.upTo().get(j), j);
        if (level >= quantizer.levels() - 1) {
          constant += difference;
        } else if (level >= 0) {
          bits.add(f, level, difference);
        }
      }
    }
    return compiled(card, request, quantizers, bits, constant);
  }

  private static FeatureQuantizer quantizer(Scorecard.Characteristic c, int feature, CompileRequest request) {
    if (request.quantizer() == CompileRequest.Quantizer.THRESHOLDS) {
      return new FeatureQuantizer.Thresholds(c.upTo().stream().mapToDouble(Double::doubleValue).toArray());
    }
    return request.uniformQuantizer(feature, 1 << (request.bits() == 0 ? DEFAULT_BITS : request.bits()));
  }

  /** The last level whose values are not above a bound: -1 when there is none. */
  private static int lastLevelUpTo(FeatureQuantizer quantizer, double bound, int boundIndex) {
    if (quantizer instanceof FeatureQuantizer.Uniform uniform) {
      double level = Math.floor((bound - uniform.min()) / uniform.step());
      return (int) Math.max(-1, Math.min(uniform.levels() - 1, level));
    }
    return boundIndex;
  }

  /** The bits that the client sends and what each is worth. */
  private static final class Bits {
    private final List<Integer> feature = new ArrayList<>();
    private final List<Integer> level = new ArrayList<>();
    private final List<Long> weight = new ArrayList<>();

    /** Two bounds that fall on one level share a bit. */
    void add(int f, int t, long difference) {
      int last = feature.size() - 1;
      if (last >= 0 && feature.get(last) == f && level.get(last) == t) {
        weight.set(last, weight.get(last) + difference);
      } else {
        feature.add(f);
        level.add(t);
        weight.add(difference);
      }
    }
  }

  private static CompiledModel compiled(Scorecard card, CompileRequest request,
      List<FeatureQuantizer> quantizers, Bits bits, long constant) {
    if (bits.feature.isEmpty()) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE,
          "no bound of the scorecard lies within the calibration data: calibrate on wider data");
    }
    long reach = Math.abs(constant) + bits.weight.stream().mapToLong(Math::abs).sum();
    int resultBits = 65 - Long.numberOfLeadingZeros(reach);
    int delta = 64 - resultBits;
    Parameters parameters = ParameterCatalogue.linear();
    InputLayout layout = new InputLayout.Unary(delta,
        bits.feature.stream().mapToInt(Integer::intValue).toArray(),
        bits.level.stream().mapToInt(Integer::intValue).toArray());
    ClientSpec client = new ClientSpec(request.name(), "scorecard", parameters, Set.of(), quantizers, layout,
        List.of(new ResultSpec(delta, true, 0, 1)), new double[] {0}, card.task());

    int inputs = client.ciphertexts();
    SparseMap.Builder sum = SparseMap.builder(inputs * parameters.polynomialSize());
    int[] slots = IntStream.range(0, layout.slots()).toArray();
    sum.row(slots, bits.weight.stream().mapToLong(Long::longValue).toArray(), constant << delta);
    List<Node> nodes = List.of(new Node.Extract(sum.build()));
    List<Map.Entry<String, String>> notes = List.of(
        Map.entry("characteristics", String.valueOf(card.features())),
        Map.entry("encrypted bits", String.valueOf(layout.slots())));
    return new Assembly(client, nodes, new int[] {0}, notes).withShortestAnswer(request.failureLog2())
        .orElseThrow(() -> new NightjarException(ErrorCode.NOT_COMPILABLE, "points of up to " + reach
            + " leave no room for the noise at a failure bound of 2^" + request.failureLog2()
            + ": use smaller points"));
  }
}
