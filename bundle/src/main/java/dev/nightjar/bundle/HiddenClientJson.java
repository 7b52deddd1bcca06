package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.ModelPrivacy;
import java.util.List;

/** {@code client.json} of format 2, that of models which are hidden in their answers: format 1 and a member more. */
@JsonPropertyOrder({"format", "model", "kind", "parameters", "needs_evaluation_key", "quantizers", "layout",
    "results", "offsets", "link", "labels", "model_privacy"})
record HiddenClientJson(int format, String model, String kind, String parameters,
    @JsonProperty("needs_evaluation_key") boolean needsEvaluationKey, List<QuantizerJson> quantizers,
    ClientJson.Layout layout, List<ClientJson.Result> results, double[] offsets, String link, List<String> labels,
    @JsonProperty("model_privacy") String privacy) {

  static final int FORMAT = 2;

  static HiddenClientJson of(ClientSpec spec) {
    ClientJson open = ClientJson.of(spec);
    return new HiddenClientJson(FORMAT, open.model(), open.kind(), open.parameters(), open.needsEvaluationKey(),
        open.quantizers(), open.layout(), open.results(), open.offsets(), open.link(), open.labels(),
        spec.privacy().toString());
  }

  ClientSpec toSpec() {
    if (!privacy.equals(ModelPrivacy.HIDDEN.toString())) {
      throw new IllegalArgumentException("the model_privacy of format " + FORMAT + " is " + ModelPrivacy.HIDDEN
          + "; a model that is not hidden has format " + BundleFormat.VERSION + " and no such member");
    }
    return new ClientJson(BundleFormat.VERSION, model, kind, parameters, needsEvaluationKey, quantizers, layout,
        results, offsets, link, labels).toSpec().withPrivacy(ModelPrivacy.HIDDEN);
  }
}
