package dev.nightjar.plugin.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkModel;
import java.util.List;

/**
 * Compiles networks whose layers are known: kind {@code network}. Stateless and thread-safe.
 *
 * <p>Features are quantised with equal steps and packed as integers. Every function of a layer is one programmable
 * bootstrap, all of one layer in one batch; everything linear costs none.
 */
public final class NetworkPlugin implements ModelPlugin {
  /** The kind of models. */
  static final String KIND = "network";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public boolean supports(ImportedModel model) {
    return model instanceof NetworkModel network && network.layers().isPresent();
  }

  @Override
  public List<String> strategies(ImportedModel model) {
    return List.of(Strategy.NETWORK_ANALOGUE, Strategy.NETWORK_EXACT);
  }

  @Override
  public CompiledModel compile(ImportedModel model, CompileRequest request) {
    if (!(model instanceof NetworkModel network)) {
      throw refused("the plugin " + KIND + " compiles neural networks, not a " + model.description());
    }
    Network layers = network.layers().orElseThrow(() -> refused(network.obstacle().orElseThrow()));
    if (request.quantizer() == CompileRequest.Quantizer.THRESHOLDS) {
      throw refused("a network has no thresholds to quantise at: use the quantizer auto or uniform");
    }
    request.requireFeatures(network.features());
    boolean exact = request.claim().filter(Claim.EXACT::equals).isPresent();
    if (exact && request.strategy().filter(Strategy.NETWORK_ANALOGUE::equals).isPresent()) {
      throw refused("the strategy " + Strategy.NETWORK_ANALOGUE + " is not exact, as was asked for: use "
          + Strategy.NETWORK_EXACT + " or ask for the claim " + Claim.ANALOGUE);
    }
    return exact || request.strategy().filter(Strategy.NETWORK_EXACT::equals).isPresent()
        ? new ExactCompiler(network, layers, request).compile()
        : new AnalogueCompiler(network, layers, request).compile();
  }

  static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
