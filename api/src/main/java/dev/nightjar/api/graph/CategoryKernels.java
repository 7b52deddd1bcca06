package dev.nightjar.api.graph;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The operators of {@code ai.onnx.ml} that look categories up. */
final class CategoryKernels {
  private static final int WORK = 16;
  private static final List<String> SUFFIXES = List.of("strings", "int64s", "floats", "tensor");

  private CategoryKernels() {
  }

  /** A column for each category; numbers are cut to integers. */
  static Plan oneHotEncoder(NodeView node) {
    node.takes(1, 1, 1);
    ElementType type = node.type(0);
    String[] texts = node.texts("cats_strings");
    long[] integers = node.integers("cats_int64s");
    boolean zeros = node.flag("zeros", true);
    boolean ofTexts = type == ElementType.STRING;
    node.require(type != ElementType.BOOL, "does not take bool");
    node.require(ofTexts ? texts != null && texts.length > 0 : integers != null && integers.length > 0,
        "needs categories of its input's type " + type.text());
    List<?> categories = ofTexts ? List.of(texts) : LongStream.of(integers).boxed().toList();
    Map<Object, Integer> places = places(categories);
    int[] shape = Arrays.copyOf(node.shape(0), node.rank(0) + 1);
    int count = categories.size();
    shape[node.rank(0)] = count;
    int size = Shapes.size(shape);
    return Plan.of(ElementType.FLOAT, shape, size + (long) WORK * node.size(0), in -> {
      float[] out = new float[size];
      for (int i = 0; i < in[0].size(); i++) {
        Object key = ofTexts ? in[0].s()[i] : type == ElementType.INT64 ? (Object) in[0].l()[i]
            : (Object) CastKernels.integers(new double[] {in[0].number(i)})[0];
        Integer place = places.get(key);
        if (place != null) {
          out[i * count + place] = 1;
        } else if (!zeros) {
          throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "a value is none of the " + count
              + " categories that the model knows");
        }
      }
      return out;
    });
  }

  private static Map<Object, Integer> places(List<?> keys) {
    Map<Object, Integer> places = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      places.putIfAbsent(keys.get(i), i);
    }
    return places;
  }

  /** Keys replaced by the values beside them; a NaN is found under NaN. */
  static Plan labelEncoder(NodeView node) {
    node.takes(1, 1, 1);
    if (node.hasAttribute("classes_strings")) {
      String[] classes = node.texts("classes_strings");
      return textsAndIntegers(node, classes, LongStream.range(0, classes.length).toArray());
    }
    Tensor keys = list(node, "keys_");
    Tensor values = list(node, "values_");
    node.require(keys.size() == values.size(), "has " + keys.size() + " keys and " + values.size() + " values");
    String text = node.text("default_string", "_Unused");
    long integer = node.integer("default_int64", -1);
    float real = node.number("default_float", -0f);
    Tensor other = node.tensor("default_tensor");
    node.require(other == null || other.size() == 1 && other.type() == values.type(),
        "has a default of another type than its values");
    Tensor absent = other != null ? other : switch (values.type()) {
      case STRING -> Tensor.strings(new int[] {1}, text);
      case INT64 -> Tensor.longs(new int[] {1}, integer);
      case DOUBLE -> Tensor.doubles(new int[] {1}, real);
      case FLOAT -> Tensor.floats(new int[] {1}, real);
      case BOOL -> throw node.refused("gives no bool");
    };
    return lookUp(node, keys, values, absent);
  }

  /** The one list of this role: an attribute of its kind, or a tensor. */
  private static Tensor list(NodeView node, String role) {
    List<String> given = SUFFIXES.stream().filter(suffix -> node.hasAttribute(role + suffix)).toList();
    node.require(given.size() == 1, "needs one list of " + role.replace('_', ' ').trim() + ", not " + given);
    String name = role + given.get(0);
    Tensor tensor = switch (given.get(0)) {
      case "strings" -> of(node.texts(name));
      case "int64s" -> of(node.integers(name));
      case "floats" -> of(node.numbers(name));
      default -> node.tensor(name);
    };
    node.require(tensor.size() > 0 && tensor.type() != ElementType.BOOL, "needs " + name);
    return tensor;
  }

  private static Tensor of(String[] values) {
    return Tensor.strings(new int[] {values.length}, values);
  }

  private static Tensor of(long[] values) {
    return Tensor.longs(new int[] {values.length}, values);
  }

  private static Tensor of(float[] values) {
    return Tensor.floats(new int[] {values.length}, values);
  }

  private static Plan lookUp(NodeView node, Tensor keys, Tensor values, Tensor absent) {
    node.require(node.type(0) == keys.type(), "takes " + keys.type().text() + ", not " + node.type(0).text());
    Map<Object, Integer> places = places(IntStream.range(0, keys.size()).mapToObj(i -> key(keys, i)).toList());
    ElementType type = values.type();
    int size = node.size(0);
    return Plan.of(type, node.shape(0), (long) WORK * size, in -> {
      Object out = Elements.array(type, size);
      for (int i = 0; i < size; i++) {
        Integer place = places.get(key(in[0], i));
        System.arraycopy(place == null ? absent.data() : values.data(), place == null ? 0 : place, out, i, 1);
      }
      return out;
    });
  }

  /** An element as a key of a map: -0.0 is 0.0, and NaN is NaN. */
  private static Object key(Tensor tensor, int i) {
    return switch (tensor.type()) {
      case STRING -> tensor.s()[i];
      case INT64 -> tensor.l()[i];
      default -> tensor.number(i) + 0.0;
    };
  }

  /** Texts replaced by integers, or integers by texts. */
  static Plan categoryMapper(NodeView node) {
    node.takes(1, 1, 1);
    String[] texts = node.texts("cats_strings");
    long[] integers = node.integers("cats_int64s");
    node.require(texts != null && integers != null && texts.length == integers.length && texts.length > 0,
        "needs as many texts as integers");
    return textsAndIntegers(node, texts, integers);
  }

  private static Plan textsAndIntegers(NodeView node, String[] texts, long[] integers) {
    node.typed(0, ElementType.STRING, ElementType.INT64);
    Tensor absentText = Tensor.strings(new int[] {1}, node.text("default_string", "_Unused"));
    Tensor absentInteger = Tensor.longs(new int[] {1}, node.integer("default_int64", -1));
    boolean fromText = node.type(0) == ElementType.STRING;
    return fromText ? lookUp(node, of(texts), of(integers), absentInteger)
        : lookUp(node, of(integers), of(texts), absentText);
  }
}
