package dev.nightjar.engine.java.product;

/** The vector kernels' products. */
class VectorProductsTest extends FourierProductsTest {
  @Override
  String family() {
    return "vector";
  }
}
