package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import java.util.Optional;

/** Activations as ONNX defines them, in operators that clients have. */
final class ActivationNodes {
  private static final double SELU_ALPHA = 1.67326319217681884765625;
  private static final double SELU_GAMMA = 1.05070102214813232421875;

  private final Lowered out;
  private final String x;

  private ActivationNodes(OnnxNode node, ElementType type, String... attributes) {
    out = new Lowered(node, type, attributes);
    x = out.in(0);
  }

  static Optional<Lowered> of(OnnxNode node, ElementType type) {
    return switch (node.operator()) {
      case "LeakyRelu" -> {
        ActivationNodes n = new ActivationNodes(node, type, "alpha");
        yield n.given(n.leaky(n.out.number(n.out.real("alpha", 0.01f))));
      }
      case "PRelu" -> {
        ActivationNodes n = new ActivationNodes(node, type);
        yield n.given(n.leaky(n.out.in(1)));
      }
      case "Elu" -> {
        ActivationNodes n = new ActivationNodes(node, type, "alpha");
        yield n.given(n.elu(n.out.real("alpha", 1), 1));
      }
      case "Celu" -> {
        ActivationNodes n = new ActivationNodes(node, type, "alpha");
        double alpha = n.out.real("alpha", 1);
        yield n.given(n.elu(alpha, alpha));
      }
      case "Selu" -> {
        ActivationNodes n = new ActivationNodes(node, type, "alpha", "gamma");
        yield n.given(n.times(n.elu(n.out.real("alpha", SELU_ALPHA), 1), n.out.real("gamma", SELU_GAMMA)));
      }
      case "HardSigmoid" -> {
        ActivationNodes n = new ActivationNodes(node, type, "alpha", "beta");
        yield n.given(n.hardSigmoid(n.out.real("alpha", 0.2f), n.out.real("beta", 0.5)));
      }
      case "HardSwish" -> {
        ActivationNodes n = new ActivationNodes(node, type);
        yield n.given(n.out.op(Operator.MUL, n.x, n.hardSigmoid(1.0 / 6, 0.5)));
      }
      case "Gelu" -> {
        ActivationNodes n = new ActivationNodes(node, type, "approximate");
        yield n.given(n.gelu(n.out.text("approximate", "none")));
      }
      case "Swish", "Silu", "QuickGelu" -> {
        ActivationNodes n = new ActivationNodes(node, type, "alpha");
        double alpha = n.out.real("alpha", node.operator().equals("QuickGelu") ? 1.702f : 1);
        yield n.given(n.out.op(Operator.MUL, n.x, n.out.op(Operator.SIGMOID, n.times(n.x, alpha))));
      }
      case "Mish" -> {
        ActivationNodes n = new ActivationNodes(node, type);
        yield n.given(n.out.op(Operator.MUL, n.x, n.out.op(Operator.TANH, n.out.op(Operator.SOFTPLUS, n.x))));
      }
      case "Softsign" -> {
        ActivationNodes n = new ActivationNodes(node, type);
        String divisor = n.out.op(Operator.ADD, n.out.op(Operator.ABS, n.x), n.out.number(1));
        yield n.given(n.out.op(Operator.DIV, n.x, divisor));
      }
      case "ThresholdedRelu" -> {
        ActivationNodes n = new ActivationNodes(node, type, "alpha");
        String above = n.out.op(Operator.GREATER, n.x, n.out.number(n.out.real("alpha", 1)));
        yield n.given(n.out.op(Operator.WHERE, above, n.x, n.out.number(0)));
      }
      default -> Optional.empty();
    };
  }

  private Optional<Lowered> given(String value) {
    return Optional.of(out.gives(value));
  }

  private String times(String value, double factor) {
    return factor == 1 ? value : out.op(Operator.MUL, value, out.number(factor));
  }

  private String below() {
    return out.op(Operator.MIN, x, out.number(0));
  }

  /** {@code max(x, 0) + slope min(x, 0)}. */
  private String leaky(String slope) {
    return out.op(Operator.ADD, out.op(Operator.RELU, x), out.op(Operator.MUL, below(), slope));
  }

  /** {@code max(x, 0) + alpha (exp(min(x, 0) / width) - 1)}. */
  private String elu(double alpha, double width) {
    String power = out.op(Operator.EXP, times(below(), 1 / width));
    return out.op(Operator.ADD, out.op(Operator.RELU, x),
        times(out.op(Operator.SUB, power, out.number(1)), alpha));
  }

  private String hardSigmoid(double alpha, double beta) {
    String line = out.op(Operator.ADD, times(x, alpha), out.number(beta));
    return out.op(Operator.CLIP, line, out.number(0), out.number(1));
  }

  /** {@code x (1 + erf(x / √2)) / 2}, or the same with {@code tanh(√(2/π) (x + 0.044715 x³))}. */
  private String gelu(String approximate) {
    String gate = switch (approximate) {
      case "none" -> out.op(Operator.ERF, times(x, Math.sqrt(0.5)));
      case "tanh" -> {
        String cube = out.op(Operator.MUL, out.op(Operator.MUL, x, x), x);
        yield out.op(Operator.TANH, times(out.op(Operator.ADD, x, times(cube, 0.044715)), Math.sqrt(2 / Math.PI)));
      }
      default -> throw out.refused("knows no approximate '" + approximate + "'");
    };
    return out.op(Operator.MUL, times(x, 0.5), out.op(Operator.ADD, gate, out.number(1)));
  }
}
