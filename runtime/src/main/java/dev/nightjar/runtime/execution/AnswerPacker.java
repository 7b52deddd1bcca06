package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.Products;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Computes the outputs of a circuit whose answers are packed: for each ciphertext of the answer the sum of the query's
 * ciphertexts times integer polynomials, exactly, modulo 2^64. Immutable and thread-safe.
 */
final class AnswerPacker {
  private final Circuit circuit;
  private final StridedPacking strided;
  private final AnswerPacking packing;
  private final SparseMap map;
  private final int size;
  private final int k;
  private final Optional<RowProducts> products;

  /** For a circuit whose answers are products. */
  AnswerPacker(Circuit circuit, Function<IntegerPolynomials, Products> engine) {
    this.circuit = circuit;
    strided = circuit.strided().orElseThrow();
    packing = circuit.packing().orElseThrow();
    map = ((Node.Extract) circuit.nodes().get(0)).map();
    size = circuit.parameters().polynomialSize();
    k = circuit.parameters().glweDimension();
    int[] places = IntStream.range(0, packing.count()).map(packing::coefficient).toArray();
    products = RowProducts.of(map, circuit.parameters(),
        IntStream.range(0, packing.count()).map(packing::ciphertext).toArray(), places, row -> true, engine);
  }

  /** The answer to a query; its ciphertexts are shared among the workers. */
  PackedAnswer answer(PackedCoefficients query, RowWorkers workers) {
    PackedAnswer answer = new PackedAnswer(circuit.parameters(), packing);
    products.ifPresentOrElse(by -> multiply(by, query, answer, workers),
        () -> workers.forEach(answer.ciphertexts(), size, (g, scratch) -> product(query, g, answer, scratch)));
    return answer;
  }

  private void multiply(RowProducts by, PackedCoefficients query, PackedAnswer answer, RowWorkers workers) {
    long[] masks = by.masks(query);
    System.arraycopy(masks, 0, answer.masks(), 0, masks.length);
    workers.forEach(map.rows(), 0, (o, scratch) -> {
      int first = o - o % strided.outputs();
      int end = Math.min(map.rows(), first + strided.outputs());
      for (int i = first; i < end; i++) {
        answer.bodies()[o] += by.body(query, i, o);
      }
    });
  }

  private void product(PackedCoefficients query, int g, PackedAnswer answer, long[] scratch) {
    int first = g * strided.outputs();
    int end = Math.min(map.rows(), first + strided.outputs());
    long[] bodies = answer.bodies();
    long[] sum = new long[size];
    for (int c = 0; c < k; c++) {
      Arrays.fill(sum, 0);
      for (int i = first; i < end; i++) {
        for (int t = map.start(i); t < map.start(i + 1); t++) {
          query.addRotated(map.column(t) / size, c, power(i, t), map.weight(t), sum, scratch);
        }
      }
      int at = (g * k + c) * size;
      for (int j = 0; j < size; j++) {
        answer.masks()[at + j] = sum[size - 1 - j];
      }
    }
    for (int o = first; o < end; o++) {
      bodies[o] = map.constant(o);
    }
    for (int i = first; i < end; i++) {
      for (int t = map.start(i); t < map.start(i + 1); t++) {
        int ciphertext = map.column(t) / size;
        int power = power(i, t);
        for (int o = first; o < end; o++) {
          bodies[o] += map.weight(t) * query.rotatedBody(ciphertext, power, packing.coefficient(o));
        }
      }
    }
  }

  /** The power of X that takes the coefficient of a term to that of its output. */
  private int power(int output, int term) {
    return packing.coefficient(output) - map.column(term) % size;
  }
}
