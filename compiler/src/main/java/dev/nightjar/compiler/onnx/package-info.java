/**
 * Reads ONNX files as scikit-learn's and other converters write them.
 *
 * <p>{@code OnnxSource}, {@code OnnxNode}, {@code OnnxInput} and {@code OnnxTensors} are the file. The
 * {@code Interpreter} runs it for one row without the row: every element of every value is a {@code Form}, affine over
 * {@code Atom}s (features that clients know, scores of trees), or else {@code Opaque}, of which only the side is known.
 * Rules say what an operator makes of forms: {@code MovingRules}, {@code AffineRules}, {@code DenseRules},
 * {@code MonotoneRules} and others; where none applies, the operator runs on the client, in front of the model or,
 * when a {@code Taint} says that elements have come through one, behind it. {@code ModelNodes} reads operators that are
 * models; {@code ModelHeads} says what they make of their scores. {@code Partition} puts the parts together:
 * {@code FeatureSpace} makes the prefix, {@code Cores} the core, into whose thresholds {@code TreeFold} folds steps,
 * and {@code Suffix} what follows, over as few {@code Scores} as tell no weights. {@code Families} refuses the rest.
 *
 * <p>{@code NeuralNetworks} tells networks of several layers, which {@code Networks} reads instead: {@code Lowering}
 * writes their operators in those that clients have, {@code NetworkGraph} knows the shape of every value, {@code
 * NetworkPrefix} and {@code NetworkScores} say where the core begins and ends, and package {@code network} makes layers
 * of it.
 *
 * <p>An operator that clients have needs nothing here. A rule for one that folds goes into the class of its kind; a new
 * operator that is a model goes into {@code ModelNodes}; an operator of networks into {@code Lowering}; a new refusal
 * into {@code Families}.
 */
package dev.nightjar.compiler.onnx;
