package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.nightjar.api.model.FeatureQuantizer;

/**
 * A quantizer in {@code client.json}. A new kind takes a record here, a branch of {@link #of} and of
 * {@code ClientSpecDigest} in the API (under a number that is not taken), and the two tables of quantizers in
 * {@code docs/wire-format.md}; all kinds but the first two are of format 3.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(value = QuantizerJson.Uniform.class, name = "uniform"),
    @JsonSubTypes.Type(value = QuantizerJson.Thresholds.class, name = "thresholds"),
    @JsonSubTypes.Type(value = QuantizerJson.Grid.class, name = "grid"),
    @JsonSubTypes.Type(value = QuantizerJson.Missing.class, name = "missing")})
sealed interface QuantizerJson {
  FeatureQuantizer toQuantizer();

  /** Refuses quantizers that formats 1 and 2 do not have. */
  default void requireFirstFormat() {
  }

  static QuantizerJson of(FeatureQuantizer q) {
    if (q instanceof FeatureQuantizer.Uniform u) {
      return new Uniform(u.min(), u.step(), u.levels());
    }
    if (q instanceof FeatureQuantizer.Missing m) {
      return new Missing(of(m.of()));
    }
    if (q instanceof FeatureQuantizer.Grid g) {
      return new Grid(g.cuts());
    }
    return new Thresholds(((FeatureQuantizer.Thresholds) q).thresholds());
  }

  /** Whether a quantizer is of format 1. */
  static boolean isOfFirstFormat(FeatureQuantizer q) {
    return q instanceof FeatureQuantizer.Uniform || q instanceof FeatureQuantizer.Thresholds;
  }

  private static IllegalArgumentException later(String type) {
    return new IllegalArgumentException("a quantizer of type " + type + " needs format " + GraphClientJson.FORMAT);
  }

  @JsonPropertyOrder({"min", "step", "levels"})
  record Uniform(double min, double step, int levels) implements QuantizerJson {
    @Override
    public FeatureQuantizer toQuantizer() {
      return new FeatureQuantizer.Uniform(min, step, levels);
    }
  }

  record Thresholds(double[] thresholds) implements QuantizerJson {
    @Override
    public FeatureQuantizer toQuantizer() {
      return new FeatureQuantizer.Thresholds(thresholds);
    }
  }

  record Grid(double[] cuts) implements QuantizerJson {
    @Override
    public FeatureQuantizer toQuantizer() {
      return new FeatureQuantizer.Grid(cuts);
    }

    @Override
    public void requireFirstFormat() {
      throw later("grid");
    }
  }

  record Missing(QuantizerJson of) implements QuantizerJson {
    @Override
    public FeatureQuantizer toQuantizer() {
      return new FeatureQuantizer.Missing(of.toQuantizer());
    }

    @Override
    public void requireFirstFormat() {
      throw later("missing");
    }
  }
}
