package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.graph.Tensor;

/**
 * A value: one form for each element.
 *
 * @param shape not copied
 * @param forms not copied
 */
record Cells(int[] shape, Form[] forms) {
  static Cells of(Tensor constant) {
    Form[] forms = new Form[constant.size()];
    for (int i = 0; i < forms.length; i++) {
      forms[i] = Form.constant(constant.number(i));
    }
    return new Cells(constant.shape(), forms);
  }

  int size() {
    return forms.length;
  }

  boolean isConstant() {
    for (Form form : forms) {
      if (!form.isConstant()) {
        return false;
      }
    }
    return true;
  }

  /** The numbers of a constant value. */
  double[] numbers() {
    double[] numbers = new double[forms.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = forms[i].bias();
    }
    return numbers;
  }
}
