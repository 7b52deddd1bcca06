package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits an interpreted graph into what the client does in front of the core, the core, and what follows it. */
final class Partition {
  private final Interpreter graph;

  private Partition(Interpreter graph) {
    this.graph = graph;
  }

  /** The parts of a graph. */
  static Pipeline of(Interpreter graph) {
    return new Partition(graph).pipeline();
  }

  private Pipeline pipeline() {
    if (graph.isPlain()) {
      return plain(graph.models().get(0));
    }
    Optional<Value> label = Optional.empty();
    List<Value> numbers = new ArrayList<>();
    for (String name : graph.source().outputs()) {
      Value value = graph.value(name);
      boolean number = value.type() == ElementType.FLOAT || value.type() == ElementType.DOUBLE;
      if (number) {
        numbers.add(value.named(name));
      } else if (label.isEmpty()) {
        label = Optional.of(value.named(name));
      }
    }
    Optional<Value> outputs = numbers.isEmpty() ? Optional.empty() : Optional.of(graph.sideBySide(numbers));
    if (label.isEmpty() && outputs.isPresent() && outputs.get().allForms()) {
      return regression(outputs.get());
    }
    Optional<Value> found = outputs;
    Suffix suffix = new Suffix(graph, label, outputs);
    if (suffix.scores().isEmpty()) {
      throw OnnxImporter.invalid("the model is a constant: its outputs do not depend on its inputs"
          + label.or(() -> found).filter(Value::isConstant).map(Partition::named).orElse("")
          + ". There is nothing to encrypt: use that answer as it is, or train again, on labels that vary");
    }
    requireModel(suffix.scores());
    Cores cores = new Cores(graph, suffix.scores(), Task.regression(), label.isPresent());
    return pipeline(cores.build(), Optional.of(suffix.build()));
  }

  /** Refuses graphs of which clients would compute all: scores that are no more than features that a prefix makes. */
  private void requireModel(List<Form> scores) {
    boolean folds = scores.stream().anyMatch(s -> s.taint() != Taint.NONE || !isComputed(s));
    if (!folds) {
      throw OnnxImporter.invalid("there is no linear model and no tree in this file that could be encrypted: clients"
          + " would compute all of it; train a linear model or an ensemble of trees");
    }
  }

  private boolean isComputed(Form form) {
    if (form.size() == 0) {
      return false;
    }
    for (int t = 0; t < form.size(); t++) {
      if (!(graph.atoms().get(form.atom(t)) instanceof Atom.Feature f)
          || graph.source().inputs().stream().anyMatch(i -> i.name().equals(f.value()))) {
        return false;
      }
    }
    return true;
  }

  private static String named(Value constant) {
    Tensor value = constant.constant();
    String first = value.type() == ElementType.STRING ? "'" + value.strings()[0] + "'"
        : value.type() == ElementType.INT64 ? "'" + value.longs()[0] + "'" : String.valueOf(value.number(0));
    return ", every row gets " + first + (value.size() > 1 ? " …" : "");
  }

  /** What is behind the model is what its task says. */
  private Pipeline plain(Interpreter.ModelNode model) {
    List<Form> scores = new ArrayList<>();
    for (int s = 0; s < model.scores().size(); s++) {
      scores.add(model.scores().form(s));
    }
    Cores.Core core = new Cores(graph, scores, model.scored().model().task(), false).build();
    if (model.scored().model() instanceof LinearModel && readsColumns(model.input())) {
      return pipeline(new Cores.Core(model.scored().model(), core.features()), Optional.empty());
    }
    return pipeline(core, Optional.empty());
  }

  /** Whether a value is the one input of the graph, unchanged. */
  private boolean readsColumns(Value value) {
    List<OnnxInput> inputs = graph.source().inputs();
    if (inputs.size() != 1 || inputs.get(0).width() != value.size()) {
      return false;
    }
    for (int i = 0; i < value.size(); i++) {
      Form form = value.form(i);
      if (!form.isAtom() || !(graph.atoms().get(form.atom(0)) instanceof Atom.Feature f)
          || !f.value().equals(inputs.get(0).name()) || f.index() != i) {
        return false;
      }
    }
    return true;
  }

  private Pipeline regression(Value outputs) {
    List<Form> scores = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      scores.add(outputs.form(i));
    }
    requireModel(scores);
    return pipeline(new Cores(graph, scores, Task.regression(), false).build(), Optional.empty());
  }

  private Pipeline pipeline(Cores.Core core, Optional<ClientGraph> suffix) {
    FeatureSpace features = core.features();
    return new Pipeline(new ClientGraphs(features.columns(), features.prefix(), suffix), core.model());
  }
}
