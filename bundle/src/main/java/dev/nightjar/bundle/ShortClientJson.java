package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.model.ClientSpec;
import java.util.List;

/** {@code client.json} of format 5, that of models whose queries are short: format 3 and a member more. */
@JsonPropertyOrder({"format", "model", "kind", "parameters", "needs_evaluation_key", "quantizers", "layout",
    "results", "offsets", "link", "labels", "model_privacy", "columns", "prefix", "suffix", "query"})
record ShortClientJson(int format, String model, String kind, String parameters,
    @JsonProperty("needs_evaluation_key") boolean needsEvaluationKey, List<QuantizerJson> quantizers,
    List<ClientJson.Layout> layout, List<ClientJson.Result> results, double[] offsets, String link,
    List<String> labels, @JsonProperty("model_privacy") String privacy, List<GraphClientJson.Column> columns,
    List<GraphJson> prefix, List<GraphJson> suffix, Query query) {

  static final int FORMAT = 5;

  @JsonPropertyOrder({"words", "bits", "zeros", "zero_bits"})
  record Query(int words, int bits, int zeros, @JsonProperty("zero_bits") int zeroBits) {
    static Query of(ShortQuery format) {
      return new Query(format.words(), format.bits(), format.zeros(), format.zeroBits());
    }

    ShortQuery toQuery() {
      return new ShortQuery(words, bits, zeros, zeroBits);
    }
  }

  static ShortClientJson of(ClientSpec spec) {
    GraphClientJson whole = GraphClientJson.of(spec);
    return new ShortClientJson(FORMAT, whole.model(), whole.kind(), whole.parameters(), whole.needsEvaluationKey(),
        whole.quantizers(), whole.layout(), whole.results(), whole.offsets(), whole.link(), whole.labels(),
        whole.privacy(), whole.columns(), whole.prefix(), whole.suffix(),
        Query.of(spec.shortQuery().orElseThrow()));
  }

  ClientSpec toSpec() {
    ClientSpec spec = new GraphClientJson(GraphClientJson.FORMAT, model, kind, parameters, needsEvaluationKey,
        quantizers, layout, results, offsets, link, labels, privacy, columns, prefix, suffix).toAnySpec();
    return spec.withShortQuery(spec.privacy(), query.toQuery());
  }
}
