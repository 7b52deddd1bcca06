package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What forms are over: features, and functions of forms, each pair of a form and a function once. */
final class Atoms {
  /** Most functions of one form that are joined to one. */
  private static final int MAX_JOINED = 16;

  private final int features;
  private final FormSum scratch = FormSum.scratch();
  private final List<Function> functions = new ArrayList<>();
  private final Map<Key, Integer> known = new HashMap<>();

  /**
   * A function of a form.
   *
   * @param level 1 more than the highest level of the form's atoms; features have level 0
   * @param origin the node that it comes from
   */
  record Function(Form base, Activation function, int level, String origin) {
  }

  private record Key(Form base, Activation function) {
  }

  Atoms(int features) {
    this.features = features;
  }

  int features() {
    return features;
  }

  /** Number of features and functions. */
  int size() {
    return features + functions.size();
  }

  boolean isFunction(int atom) {
    return atom >= features;
  }

  Function function(int atom) {
    return functions.get(atom - features);
  }

  int level(int atom) {
    return isFunction(atom) ? function(atom).level : 0;
  }

  /** A function of a form as a form. A function that turns out to be a line is none. */
  Form of(Form base, Activation f, String origin) {
    if (base.isConstant() || f.isConstant()) {
      return Form.constant(finite(f.apply(base.bias())));
    }
    Optional<double[]> kinks = f.kinks();
    if (kinks.isPresent() && kinks.get().length == 0) {
      double offset = f.apply(0);
      return scratch.add(f.apply(1) - offset, base).add(offset).take();
    }
    Integer atom = known.get(new Key(base, f));
    if (atom == null) {
      atom = features + functions.size();
      if (atom >= Network.MAX_VALUES) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, "brings the values of the network above "
            + Network.MAX_VALUES);
      }
      int level = 0;
      for (int a : base.atoms()) {
        level = Math.max(level, level(a));
      }
      functions.add(new Function(base, f, level + 1, origin));
      known.put(new Key(base, f), atom);
    }
    return Form.atom(atom);
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "gives " + value + " for a constant");
    }
    return value;
  }

  /** The form that the last function in a form is of, if there is one. */
  Optional<Form> base(Form form) {
    return form.isConstant() || !isFunction(form.last()) ? Optional.empty()
        : Optional.of(function(form.last()).base());
  }

  /** A form as a function of another one, empty when it is none. */
  Optional<Activation> express(Form form, Form base) {
    Form.Line whole = form.over(base);
    if (whole != null) {
      return Optional.of(Expressions.line(whole.slope(), whole.offset()));
    }
    // All atoms but those that the base is of must be functions of it.
    if (form.size() > base.size() + MAX_JOINED) {
      return Optional.empty();
    }
    Activation sum = Activation.constant(0);
    FormSum rest = scratch.add(form.bias());
    for (int t = 0; t < form.size(); t++) {
      int atom = form.atoms()[t];
      Form.Line inner = isFunction(atom) ? function(atom).base.over(base) : null;
      if (inner == null) {
        rest.add(form.weights()[t], Form.atom(atom));
      } else {
        Activation f = function(atom).function.after(Expressions.line(inner.slope(), inner.offset()));
        sum = Expressions.plus(sum, Expressions.times(form.weights()[t], f));
      }
    }
    Form.Line line = rest.take().over(base);
    return line == null ? Optional.empty()
        : Optional.of(Expressions.plus(sum, Expressions.line(line.slope(), line.offset())));
  }

  /** Several functions of one form as one; any other form as it is. */
  Form joined(Form form, String origin) {
    if (form.size() < 2 || !isFunction(form.last()) || !isFunction(form.atoms()[form.size() - 2])) {
      return form;
    }
    Form base = function(form.last()).base();
    return express(form, base).map(f -> of(base, f.named(name(form)), origin)).orElse(form);
  }

  /** What the last function in a form is called, empty where there is none. */
  String name(Form form) {
    return form.isConstant() || !isFunction(form.last()) ? "" : function(form.last()).function.name();
  }
}
