package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.RealOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Functions of forms, each as one function of a form that is as early as can be. */
final class PairRules {
  private final Atoms atoms;
  private final LinearRules linear;

  PairRules(Atoms atoms, LinearRules linear) {
    this.atoms = atoms;
    this.linear = linear;
  }

  /** A function of a form: where the form is one of an earlier form, a function of that one. */
  Form function(Form form, Activation f, Origin origin) {
    Optional<Form> base = atoms.base(form);
    Optional<Activation> inner = base.flatMap(b -> atoms.express(form, b));
    if (inner.isPresent()) {
      return atoms.of(base.get(), f.after(inner.get()).named(named(atoms.name(form), origin)), origin.name());
    }
    return atoms.of(form, f.named(origin.operator()), origin.name());
  }

  private static String named(String before, Origin origin) {
    boolean same = before.equals(origin.operator()) || before.endsWith(", " + origin.operator());
    return before.isEmpty() ? origin.operator() : same ? before : before + ", " + origin.operator();
  }

  /** An operation on two forms that are functions of one. */
  Form of(RealOperation operation, Form a, Form b, Origin origin) {
    return common(operation, a, b, origin).orElseThrow(() -> NodeInputs.refused("combines two values that depend on"
        + " different sums, which is no function of one value; only sums, maxima and minima of such values can be"
        + " encrypted"));
  }

  private Optional<Form> common(RealOperation operation, Form a, Form b, Origin origin) {
    if (a.isConstant() && b.isConstant()) {
      return Optional.of(atoms.of(a, Expressions.of(operation, Expressions.line(0, a.bias()),
          Expressions.line(0, b.bias())), origin.name()));
    }
    for (Form base : bases(a, b)) {
      Optional<Activation> first = atoms.express(a, base);
      Optional<Activation> second = atoms.express(b, base);
      if (first.isPresent() && second.isPresent()) {
        Form last = atoms.name(a).isEmpty() ? b : a;
        return Optional.of(atoms.of(base, Expressions.of(operation, first.get(), second.get())
            .named(named(atoms.name(last), origin)), origin.name()));
      }
    }
    return Optional.empty();
  }

  /** What both may be functions of, the earliest first. */
  private List<Form> bases(Form a, Form b) {
    List<Form> bases = new ArrayList<>();
    atoms.base(a).ifPresent(bases::add);
    atoms.base(b).ifPresent(bases::add);
    bases.sort((x, y) -> Integer.compare(level(x), level(y)));
    if (!a.isConstant()) {
      bases.add(a);
    }
    if (!b.isConstant()) {
      bases.add(b);
    }
    return bases;
  }

  private int level(Form form) {
    return form.isConstant() ? 0 : atoms.level(form.last());
  }

  /** The larger or the lesser of two forms: {@code max(a, b) = b + relu(a - b)} where they are of different sums. */
  Form extreme(RealOperation operation, Form a, Form b, Origin origin) {
    if (a.equals(b)) {
      return a;
    }
    Optional<Form> common = common(operation, a, b, origin);
    if (common.isPresent()) {
      return common.get();
    }
    Optional<Form> hoisted = hoisted(operation, a, b, origin);
    if (hoisted.isPresent()) {
      return hoisted.get();
    }
    Form rest = function(linear.sum(1, a, -1, b, 0), Activation.relu(), origin);
    return operation == RealOperation.MAX ? linear.sum(1, b, 1, rest, 0) : linear.sum(1, a, -1, rest, 0);
  }

  /** {@code max(w f(a) + c, w f(b) + c) = w f(max(a, b)) + c} for a function that never falls: one function less. */
  private Optional<Form> hoisted(RealOperation operation, Form a, Form b, Origin origin) {
    boolean alike = a.size() == 1 && b.size() == 1 && a.weights()[0] == b.weights()[0] && a.weights()[0] > 0
        && a.bias() == b.bias() && atoms.isFunction(a.last()) && atoms.isFunction(b.last());
    if (!alike) {
      return Optional.empty();
    }
    Atoms.Function first = atoms.function(a.last());
    Atoms.Function second = atoms.function(b.last());
    if (!first.function().equals(second.function()) || !Expressions.rises(first.function())) {
      return Optional.empty();
    }
    Form inner = extreme(operation, first.base(), second.base(), origin);
    Form outer = atoms.of(inner, first.function(), first.origin());
    return Optional.of(linear.sum(a.weights()[0], outer, 0, outer, a.bias()));
  }

  /** Several functions of one form as one; any other form as it is. */
  Form joined(Form form, Origin origin) {
    return atoms.joined(form, origin.name());
  }
}
