package dev.nightjar.cli;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.cli.text.Units;

/** A node in words. */
final class NodeWords implements Node.Cases<String> {
  @Override
  public String extract(Node.Extract node) {
    return Units.count(node.width(), "extraction");
  }

  @Override
  public String linear(Node.Linear node) {
    return Units.count(node.width(), "sum");
  }

  @Override
  public String lookup(Node.Lookup node) {
    return Units.count(node.count(), "look-up") + " in " + Units.count(node.tables().count(), "table")
        + (node.tables().outputs() > 1 ? " of " + node.tables().outputs() + " outputs" : "")
        + (node.tables().haveFactors() ? " by factors" : "");
  }

  @Override
  public String expand(Node.Expand node) {
    return "expansion of " + Units.count(node.bits(), "bit");
  }

  @Override
  public String evaluate(Node.Evaluate node) {
    return "a diagram of " + Units.count(node.diagram().externalProducts(), "external product");
  }

  @Override
  public String sampleExtract(Node.SampleExtract node) {
    return Units.count(node.width(), "sample extraction");
  }
}
