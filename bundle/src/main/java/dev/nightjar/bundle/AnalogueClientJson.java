package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientSpec;
import java.util.List;

/**
 * {@code client.json} of format 6, that of analogue models: format 5 with a list of one short query or none, and what
 * is claimed.
 */
@JsonPropertyOrder({"format", "model", "kind", "parameters", "needs_evaluation_key", "quantizers", "layout",
    "results", "offsets", "link", "labels", "model_privacy", "columns", "prefix", "suffix", "query", "claim"})
record AnalogueClientJson(int format, String model, String kind, String parameters,
    @JsonProperty("needs_evaluation_key") boolean needsEvaluationKey, List<QuantizerJson> quantizers,
    List<ClientJson.Layout> layout, List<ClientJson.Result> results, double[] offsets, String link,
    List<String> labels, @JsonProperty("model_privacy") String privacy, List<GraphClientJson.Column> columns,
    List<GraphJson> prefix, List<GraphJson> suffix, List<ShortClientJson.Query> query, String claim) {

  static final int FORMAT = 6;

  static AnalogueClientJson of(ClientSpec spec) {
    GraphClientJson whole = GraphClientJson.of(spec);
    return new AnalogueClientJson(FORMAT, whole.model(), whole.kind(), whole.parameters(), whole.needsEvaluationKey(),
        whole.quantizers(), whole.layout(), whole.results(), whole.offsets(), whole.link(), whole.labels(),
        whole.privacy(), whole.columns(), whole.prefix(), whole.suffix(),
        spec.shortQuery().stream().map(ShortClientJson.Query::of).toList(), spec.claim().toString());
  }

  ClientSpec toSpec() {
    if (!claim.equals(Claim.ANALOGUE.toString())) {
      throw new IllegalArgumentException("the claim of format " + FORMAT + " is " + Claim.ANALOGUE
          + "; an exact model has an earlier format and no such member");
    }
    if (query.size() > 1) {
      throw new IllegalArgumentException("there is one short query or none, not " + query.size());
    }
    ClientSpec spec = new GraphClientJson(GraphClientJson.FORMAT, model, kind, parameters, needsEvaluationKey,
        quantizers, layout, results, offsets, link, labels, privacy, columns, prefix, suffix).toAnySpec()
        .withClaim(Claim.ANALOGUE);
    return query.isEmpty() ? spec : spec.withShortQuery(spec.privacy(), query.get(0).toQuery());
  }
}
