package dev.nightjar.compiler.graph;

import static dev.nightjar.api.graph.Operator.*;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.Attribute.Floats;
import dev.nightjar.api.graph.Attribute.Ints;
import dev.nightjar.api.graph.Attribute.TensorValue;
import dev.nightjar.api.graph.Attribute.Texts;
import dev.nightjar.api.graph.Tensor;
import java.util.List;

/** Operators that prepare columns, look categories up and move elements. */
final class ColumnCases extends NodeCases {
  ColumnCases() {
    features();
    categories();
    moves();
    shapes();
  }

  private void features() {
    for (Tensor x : List.of(f(1, 3), d(1, 3), l(1, 3), f(2, 3))) {
      node(SCALER).data(x).with("offset", new Floats(0.5f, -1.3f, 2)).with("scale", new Floats(2, 0.7f, -1));
      node(SCALER).data(x).with("offset", new Floats(0.1f)).with("scale", new Floats(3.7f));
      for (String norm : List.of("MAX", "L1", "L2")) {
        node(NORMALIZER).data(x).with("norm", norm);
      }
    }
    node(NORMALIZER).data(fs(0, 0, 0)).with("norm", "L2");
    node(NORMALIZER).data(fs(-1, -2, 0)).with("norm", "MAX");
    node(NORMALIZER).data(fs(-1, -2, -0.5f));
    node(IMPUTER).data(fs(1, NAN, 3)).with("imputed_value_floats", new Floats(7, 8, 9))
        .with("replaced_value_float", NAN);
    node(IMPUTER).data(fs(NAN, NAN, 3)).with("imputed_value_floats", new Floats(7)).with("replaced_value_float", NAN);
    node(IMPUTER).data(fs(1, -999, NAN)).with("imputed_value_floats", new Floats(7, 8, 9))
        .with("replaced_value_float", -999f);
    node(IMPUTER).data(ls(1, -1, 3)).with("imputed_value_int64s", new Ints(7, 8, 9))
        .with("replaced_value_int64", -1);
    node(BINARIZER).data(fs(-1, 0.5f, 0.6f)).with("threshold", 0.5f);
    node(BINARIZER).data(f(2, 5));
    node(FEATURE_VECTORIZER).data(f(1, 2)).data(f(1, 3)).with("inputdimensions", new Ints(2, 3));
    node(FEATURE_VECTORIZER).data(l(1, 2)).data(l(1, 1)).with("inputdimensions", new Ints(2, 1));
    node(FEATURE_VECTORIZER).data(d(1, 3)).data(d(1, 2)).with("inputdimensions", new Ints(2, 3));
    node(ARRAY_FEATURE_EXTRACTOR).data(f(1, 5)).constant(list(3, 0, 3));
    node(ARRAY_FEATURE_EXTRACTOR).data(f(2, 5)).constant(ls(4));
    node(ARRAY_FEATURE_EXTRACTOR).data(f(5)).constant(list(1, 2));
    node(ARRAY_FEATURE_EXTRACTOR).constant(Tensor.strings(shape(3), "a", "b", "c")).data(list(2));
    node(ARRAY_FEATURE_EXTRACTOR).constant(Tensor.longs(shape(3), 7, 8, 9)).data(ls(2));
  }

  private void categories() {
    for (long zeros : new long[] {0, 1}) {
      node(ONE_HOT_ENCODER).data(ss("b", "a")).with("cats_strings", Texts.of("a", "b", "c")).with("zeros", zeros);
      node(ONE_HOT_ENCODER).data(ls(4, 2)).with("cats_int64s", new Ints(2, 4)).with("zeros", zeros);
    }
    node(ONE_HOT_ENCODER).data(ss("z", "", "c")).with("cats_strings", Texts.of("a", "b", "c"));
    node(ONE_HOT_ENCODER).data(fs(1, 2.9f, -1.5f, 7)).with("cats_int64s", new Ints(1, 2, -1));
    node(ONE_HOT_ENCODER).data(ds(1, 2.9)).with("cats_int64s", new Ints(1, 2));
    node(ONE_HOT_ENCODER).data(Tensor.strings(shape(2), "a", "b")).with("cats_strings", Texts.of("b", "a"));
    Tensor[] inputs = {ss("b", "z", ""), ls(4, 5, 6), fs(1.5f, NAN, 0)};
    String[] kinds = {"strings", "int64s", "floats"};
    Attribute[] keys = {Texts.of("a", "b", ""), new Ints(4, 5, 4), new Floats(1.5f, 2, -0f)};
    Attribute[] values = {Texts.of("x", "y", "z"), new Ints(1, 2, 3), new Floats(0.5f, 1.5f, NAN)};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        node(LABEL_ENCODER, 2).data(inputs[i]).with("keys_" + kinds[i], keys[i])
            .with("values_" + kinds[j], values[j]);
        node(LABEL_ENCODER, 3).data(inputs[i]).with("keys_" + kinds[i], keys[i])
            .with("values_" + kinds[j], values[j]).with("default_string", "none").with("default_int64", 77)
            .with("default_float", 0.25f);
      }
    }
    node(LABEL_ENCODER, 1).data(ss("b", "z")).with("classes_strings", Texts.of("a", "b"));
    node(LABEL_ENCODER, 1).data(ls(1, 5)).with("classes_strings", Texts.of("a", "b")).with("default_string", "no");
    node(LABEL_ENCODER, 4).data(fs(1.5f, NAN, 3)).with("keys_floats", new Floats(1.5f, NAN))
        .with("values_strings", Texts.of("x", "missing"));
    node(LABEL_ENCODER, 4).data(ds(0.1, 7)).with("keys_tensor", new TensorValue(Tensor.doubles(shape(2), 0.1, 0.2)))
        .with("values_tensor", new TensorValue(Tensor.doubles(shape(2), 1.1, 2.2)))
        .with("default_tensor", new TensorValue(Tensor.doubles(shape(1), 9)));
    node(LABEL_ENCODER, 4).data(ss("q", "u")).with("keys_tensor", new TensorValue(Tensor.strings(shape(2), "q", "r")))
        .with("values_tensor", new TensorValue(Tensor.longs(shape(2), 1, 2)))
        .with("default_tensor", new TensorValue(Tensor.longs(shape(1), 9)));
    node(CATEGORY_MAPPER, 1).data(ss("b", "z")).with("cats_strings", Texts.of("a", "b"))
        .with("cats_int64s", new Ints(5, 6)).with("default_int64", -7);
    node(CATEGORY_MAPPER, 1).data(ls(5, 9)).with("cats_strings", Texts.of("a", "b"))
        .with("cats_int64s", new Ints(5, 6));
  }

  private void moves() {
    node(CONCAT).data(f(2, 3)).data(f(2, 1)).data(f(2, 2)).with("axis", 1);
    node(CONCAT).data(f(2, 3)).data(f(1, 3)).with("axis", 0);
    node(CONCAT).data(ss("a")).data(ss("b", "c")).with("axis", -1);
    node(CONCAT).data(f(2, 1, 2)).data(f(2, 3, 2)).with("axis", -2);
    node(SPLIT, 13).data(f(1, 6)).constant(list(1, 2, 3)).with("axis", 1).outputs(3);
    node(SPLIT, 11).data(f(1, 6)).with("split", new Ints(4, 2)).with("axis", 1).outputs(2);
    node(SPLIT).data(f(1, 7)).with("num_outputs", 3).with("axis", 1).outputs(3);
    node(SPLIT, 13).data(f(2, 6)).with("axis", -1).outputs(3);
    node(SLICE).data(f(3, 4)).constant(list(1)).constant(list(3)).constant(list(1));
    node(SLICE).data(f(3, 4)).constant(list(0, 1)).constant(list(3, 1000));
    node(SLICE).data(f(3, 7)).constant(list(-1)).constant(list(-1000)).constant(list(1)).constant(list(-2));
    node(SLICE).data(f(3, 7)).constant(list(5)).constant(list(1)).constant(list(-1)).constant(list(-3));
    node(SLICE).data(f(3, 7)).constant(list(5)).constant(list(Long.MIN_VALUE)).constant(list(1)).constant(list(-1));
    node(SLICE).data(f(3, 7)).constant(list(1)).constant(list(Long.MAX_VALUE)).constant(list(1)).constant(list(3));
    node(SLICE).data(l(3, 7)).constant(list(-3)).constant(list(-1)).constant(list(1));
    node(SLICE).data(f(3, 7)).constant(list(4)).constant(list(4)).constant(list(1));
    node(SLICE, 9).data(f(3, 7)).with("starts", new Ints(1, -4)).with("ends", new Ints(3, -1))
        .with("axes", new Ints(0, 1));
    node(GATHER).data(f(3, 4)).constant(list(2, -3)).with("axis", 0);
    node(GATHER).data(f(3, 4)).constant(ls(3, 0, -1)).with("axis", 1);
    node(GATHER).data(f(3, 4)).constant(Tensor.longs(shape(), 1)).with("axis", 1);
    node(GATHER).constant(Tensor.strings(shape(3), "a", "b", "c")).data(list(1, 2));
    node(GATHER_ELEMENTS).data(f(3, 3)).data(Tensor.longs(shape(2, 3), 0, 1, 2, -1, -2, 0)).with("axis", 0);
    node(GATHER_ELEMENTS).data(f(2, 3)).data(Tensor.longs(shape(2, 2), 0, 2, -1, 1)).with("axis", 1);
    node(TRANSPOSE).data(f(2, 3, 4));
    node(TRANSPOSE).data(f(2, 3, 4)).with("perm", new Ints(1, 0, 2));
    node(EXPAND).data(f(2, 1)).constant(list(3, 1, 4));
    node(EXPAND).data(f(1, 3)).constant(list(1, 1));
    node(TILE).data(f(2, 3)).constant(list(2, 1));
    node(TILE).data(f(2, 3)).constant(list(1, 3));
    node(PAD).data(f(2, 3)).constant(list(1, 0, 0, 2));
    node(PAD).data(f(2, 3)).constant(list(0, -1, 1, 2)).constant(scalar(7));
    node(PAD).data(f(2, 3)).constant(list(1, 2, 1, 1)).with("mode", "edge");
    node(PAD).data(f(2, 3)).constant(list(0, 2, 1, 1)).with("mode", "reflect");
    node(PAD).data(l(2, 3)).constant(list(1, 1)).constant(Tensor.longs(shape(), 5)).constant(list(1));
    node(PAD, 10).data(f(2, 3)).with("pads", new Ints(0, 1, 0, 1)).with("value", 2.5f);
  }

  private void shapes() {
    node(IDENTITY).data(f(2, 3));
    node(IDENTITY).data(ss("a"));
    node(RESHAPE).data(f(2, 6)).constant(list(0, 3, -1));
    node(RESHAPE).data(f(2, 6)).constant(list(-1));
    node(RESHAPE).data(f(2, 6)).constant(list(4, 3));
    node(RESHAPE).constant(f(0, 6)).constant(list(0, 3)).with("allowzero", 1);
    node(FLATTEN).data(f(2, 3, 4));
    node(FLATTEN).data(f(2, 3, 4)).with("axis", 0);
    node(FLATTEN).data(f(2, 3, 4)).with("axis", -1);
    node(SQUEEZE).data(f(1, 3, 1)).constant(list(-1));
    node(SQUEEZE).data(f(1, 3, 1));
    node(SQUEEZE, 11).data(f(1, 3, 1)).with("axes", new Ints(0));
    node(UNSQUEEZE).data(f(3)).constant(list(0, -1));
    node(UNSQUEEZE, 11).data(f(3)).with("axes", new Ints(1));
    node(SHAPE).data(f(2, 3, 4));
    node(SHAPE).data(f(2, 3, 4)).with("start", -2).with("end", 5);
    node(SHAPE).data(f(2, 3, 4)).with("start", 0).with("end", -1);
    node(CONSTANT_OF_SHAPE).constant(list(2, 3));
    node(CONSTANT_OF_SHAPE).constant(list(2)).with("value", new TensorValue(Tensor.longs(shape(1), 7)));
  }
}
