package dev.nightjar.api.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import org.junit.jupiter.api.Test;

class ActivationTest {
  private static final Activation X = Activation.input();

  private static Activation c(double value) {
    return Activation.constant(value);
  }

  @Test
  void computesWhatItsTreeSays() {
    Activation swish = Activation.of(RealOperation.MUL, X, Activation.of(RealOperation.SIGMOID, X));

    assertThat(swish.apply(2)).isEqualTo(2 / (1 + Math.exp(-2)));
    assertThat(Activation.relu().apply(-3)).isZero();
    assertThat(Activation.of(RealOperation.WHEN, Activation.of(RealOperation.LESS, X, c(0)), X).apply(-3))
        .isEqualTo(-3);
  }

  @Test
  void isEqualWhereTheTreeIsWhateverItsName() {
    assertThat(Activation.relu()).isEqualTo(Activation.of(RealOperation.MAX, X, c(0)))
        .hasSameHashCodeAs(Activation.of(RealOperation.MAX, X, c(0)).named("Other"));
    assertThat(Activation.relu()).isNotEqualTo(Activation.of(RealOperation.MIN, X, c(0)));
    assertThat(Activation.of(RealOperation.ABS, c(0))).isNotEqualTo(Activation.of(RealOperation.ABS, X));
    assertThat(c(-0.0)).isEqualTo(c(0.0));
  }

  @Test
  void composesWithAnInnerFunction() {
    Activation shifted = Activation.of(RealOperation.ADD, X, c(1));

    assertThat(Activation.relu().after(shifted).apply(-0.5)).isEqualTo(0.5);
    assertThat(Activation.relu().after(X)).isEqualTo(Activation.relu());
    assertThat(X.after(shifted)).isEqualTo(shifted);
  }

  @Test
  void knowsTheKinksOfPiecewiseLinearFunctions() {
    Activation hardSwishGate = Activation.of(RealOperation.MAX, c(0), Activation.of(RealOperation.MIN, c(1),
        Activation.of(RealOperation.ADD, Activation.of(RealOperation.DIV, X, c(6)), c(0.5))));

    assertThat(Activation.relu().kinks().orElseThrow()).containsExactly(0);
    assertThat(X.kinks().orElseThrow()).isEmpty();
    assertThat(hardSwishGate.kinks().orElseThrow()).containsExactly(new double[] {-3, 3}, within(1e-12));
    assertThat(Activation.of(RealOperation.ABS, Activation.of(RealOperation.SUB, X, c(2))).kinks().orElseThrow())
        .containsExactly(2);
    assertThat(Activation.of(RealOperation.MAX, X, c(Double.NEGATIVE_INFINITY)).kinks().orElseThrow()).isEmpty();
    assertThat(Activation.of(RealOperation.TANH, X).kinks()).isEmpty();
    assertThat(Activation.of(RealOperation.SIGN, X).kinks()).isEmpty();
    assertThat(Activation.of(RealOperation.MUL, X, X).kinks()).isEmpty();
  }

  @Test
  void refusesTreesThatAreTooLarge() {
    assertThatThrownBy(() -> {
      Activation f = X;
      for (int i = 0; i < 40; i++) {
        f = Activation.of(RealOperation.MUL, f, f);
      }
    }).isInstanceOf(NightjarException.class).hasMessageContaining("2047 operations");
  }

  @Test
  void refusesConstantsThatAreNoNumbersAndWrongNumbersOfOperands() {
    assertThatThrownBy(() -> c(Double.NaN)).isInstanceOf(NightjarException.class).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Activation.of(RealOperation.ADD, X)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("ADD takes 2 operands");
    assertThatThrownBy(() -> Activation.of(RealOperation.ABS, X, X)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("ABS takes 1 operands");
  }
}
