package dev.nightjar.api.model;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.TUniform;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * How a model whose outputs share masks can be hidden: with how many masks, and with which secret. A mask stays at the
 * floor of all keys, whatever the bodies of its outputs tell of the server's secret when a client makes its encryptions
 * of zero dishonestly; and their noise does not tell a bit of a weight too soon.
 */
final class ProductHiding {
  /** The noise of the encryptions of zero may have this share of the margin, as may what rounding them adds. */
  private static final double ZERO_NOISE_SHARE = 1.0 / 64;

  /** Numbers of masks that are tried are further apart by this share where they are many. */
  private static final int STEP_SHARE = 4;

  private final CompiledModel open;
  private final Circuit circuit;
  private final double leastAnswersLog2;
  private final TUniform widestFlood;
  private final TUniform maskNoise;
  private final MaskSecrets secrets;

  /**
   * Ways to hide a model.
   *
   * @param open the model, whose circuit is packed
   * @param margin of its narrowest result, relative to the torus
   * @param widestFlood that is tried
   * @param leastAnswersLog2 log2 of the answers whose noise may tell a bit of a weight
   */
  ProductHiding(CompiledModel open, double margin, TUniform widestFlood, double leastAnswersLog2) {
    this.open = open;
    this.widestFlood = widestFlood;
    this.circuit = open.circuit();
    this.leastAnswersLog2 = leastAnswersLog2;
    Parameters p = circuit.parameters();
    maskNoise = Rerandomisation.widestMaskNoise(p, margin * HidingSearch.MASK_NOISE_SHARE);
    secrets = new MaskSecrets(p, maskNoise, margin * ZERO_NOISE_SHARE);
  }

  /** Finds the best of the models that words of so many bits and floods of such a bound give, if any. */
  interface Search extends Function<IntFunction<IntFunction<Optional<CompiledModel>>>, Optional<CompiledModel>> {
  }

  /** The model with the shortest traffic; empty where no two outputs can share a mask. */
  Optional<CompiledModel> best(Search search) {
    StridedPacking wanted = circuit.strided().orElseThrow();
    int count = circuit.outputs().length;
    Optional<CompiledModel> best = Optional.empty();
    for (int masks = wanted.ciphertexts(count); 2 * masks <= count; masks += Math.max(1, masks / STEP_SHARE)) {
      StridedPacking packing = new StridedPacking((count + masks - 1) / masks, wanted.stride());
      if (best.isPresent() && traffic(circuit.packed(packing), 0) >= traffic(best.get())) {
        break;
      }
      // What the widest flood does not drown, none does: the others need not be tried.
      Optional<CompiledModel> found = product(packing, Long.SIZE, widestFlood).flatMap(quiet ->
          search.apply(bits -> flood -> product(packing, bits, new TUniform(flood))));
      if (found.isPresent() && (best.isEmpty() || traffic(found.get()) < traffic(best.get()))) {
        best = found;
      }
    }
    return best;
  }

  private Optional<CompiledModel> product(StridedPacking packing, int outputBits, TUniform flood) {
    Parameters p = circuit.parameters();
    double told = packing.outputs() * Math.min(outputBits, new AnswerHiding(maskNoise, flood).bodyBits());
    return secrets.hiding(told).map(secret -> {
      AnswerHiding hiding = new AnswerHiding(maskNoise, flood, secret.rank(), secret.wide());
      ShortQuery whole = new ShortQuery(circuit.inputs() * p.polynomialSize(), Long.SIZE, hiding.zeros(p), Long.SIZE);
      Circuit bare = new Circuit(p, circuit.inputs(), circuit.nodes(), circuit.outputs(), outputBits);
      return new CompiledModel(open.client().withShortQuery(ModelPrivacy.HIDDEN, whole),
          bare.hidden(hiding).packed(packing).taking(whole), open.strategy(), open.notes());
    }).filter(model -> AnswerLeak.of(model.circuit()).noiseAnswersLog2() >= leastAnswersLog2);
  }

  private long traffic(CompiledModel model) {
    AnswerHiding hiding = model.circuit().hiding().orElseThrow();
    return traffic(model.circuit(), secrets.bytes(hiding));
  }

  /**
   * Bytes of a query's encryptions of zero, and of its answer, which count twice: servers pay for what they send.
   */
  private static long traffic(Circuit circuit, long zeroBytes) {
    return zeroBytes + 2 * EncryptedResultCodec.encodedBytes(circuit);
  }
}
