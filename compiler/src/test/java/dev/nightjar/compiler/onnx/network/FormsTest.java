package dev.nightjar.compiler.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.RealOperation;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FormsTest {
  private static final Origin NODE = new Origin("node 'n' (N)", "n", "N");
  private final LinearRules linear = new LinearRules();
  private final Atoms atoms = new Atoms(3);
  private final PairRules pairs = new PairRules(atoms, linear);
  private final Form sum = linear.sum(1, Form.atom(0), 2, Form.atom(1), 0.5);

  @Test
  void aSumDropsTermsThatCancel() {
    assertThat(linear.sum(1, sum, -1, Form.atom(0), 0)).isEqualTo(new Form(new int[] {1}, new double[] {2}, 0.5));
  }

  @Test
  void theTermsOfAllSumsOfANetworkAreBounded() {
    Form wide = new Form(IntStream.range(0, 1 << 16).toArray(), new double[1 << 16], 0);
    Arrays.fill(wide.weights(), 1);
    FormSum bounded = FormSum.kept();
    assertThatThrownBy(() -> {
      for (int i = 0; i < 129; i++) {
        bounded.add(1, wide).take();
      }
    }).isInstanceOf(NightjarException.class).hasMessageContaining("above " + FormSum.MAX_TERMS);
  }

  @Test
  void equalFunctionsOfEqualFormsAreOneValue() {
    Form relu = pairs.function(sum, Activation.relu(), NODE);
    assertThat(pairs.function(linear.sum(0.5, Form.atom(0), 1, Form.atom(1), 0.25), Activation.relu(), NODE))
        .isNotEqualTo(relu);
    assertThat(pairs.function(linear.sum(1, sum, 0, sum, 0), Activation.relu(), NODE)).isEqualTo(relu);
  }

  @Test
  void aFunctionThatIsALineAddsNoValue() {
    assertThat(pairs.function(sum, Activation.of(RealOperation.MAX, Activation.input(),
        Activation.constant(Double.NEGATIVE_INFINITY)), NODE)).isEqualTo(sum);
  }

  @Test
  void aProductOfFunctionsOfOneFormIsOneFunctionOfIt() {
    Form gate = pairs.function(linear.sum(0.5, sum, 0, sum, 1), Activation.of(RealOperation.SIGMOID,
        Activation.input()), NODE);
    Form product = pairs.of(RealOperation.MUL, sum, gate, NODE);
    assertThat(product.size()).isEqualTo(1);
    Atoms.Function function = atoms.function(product.last());
    double x = 1.25;
    double base = 0.5 * x + 1;
    assertThat(function.function().apply(base)).isEqualTo(x / (1 + Math.exp(-base)));
  }

  @Test
  void aMaximumOfOtherFormsIsAFunctionOfTheirDifference() {
    Form max = pairs.extreme(RealOperation.MAX, sum, Form.atom(2), NODE);
    assertThat(max.atoms()).containsExactly(2, 3);
    assertThat(atoms.function(3).base()).isEqualTo(linear.sum(1, sum, -1, Form.atom(2), 0));
    assertThat(pairs.extreme(RealOperation.MAX, sum, sum, NODE)).isEqualTo(sum);
  }

  @Test
  void aMaximumOfOneRisingFunctionIsThatFunctionOfTheMaximum() {
    Form a = pairs.function(sum, Activation.relu(), NODE);
    Form b = pairs.function(Form.atom(2), Activation.relu(), NODE);
    Form max = pairs.extreme(RealOperation.MAX, a, b, NODE);
    assertThat(max.size()).isEqualTo(1);
    assertThat(atoms.function(max.last()).base()).isEqualTo(pairs.extreme(RealOperation.MAX, sum, Form.atom(2), NODE));
  }
}
