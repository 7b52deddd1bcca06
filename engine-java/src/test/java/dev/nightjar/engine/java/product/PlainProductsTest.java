package dev.nightjar.engine.java.product;

/** The plain kernels' products. */
class PlainProductsTest extends FourierProductsTest {
  @Override
  String family() {
    return "plain";
  }
}
