"""Makes models/digits-cnn-int8/model.onnx: the network of ../digits-cnn in 8 bits, by ONNX Runtime's static quantisation.

Weights have 7 bits and a scale for each channel (with 8, sums saturate on processors without VNNI, as its guide says),
activations 8 bits and a scale for each tensor, found on the training rows; every tensor passes QuantizeLinear and
DequantizeLinear, as exporters of quantised networks write them.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from common import load, run, split, write

SIDE = 8


class Rows(CalibrationDataReader):
    def __init__(self, images):
        self.batches = iter([{"input": images}])

    def get_next(self):
        return next(self.batches, None)


def main():
    x, y = load(HERE.parent / "digits" / "digits.csv.gz")
    rows, test = split(len(x), HERE.parent / "digits" / "test-indices.txt")
    images = x.reshape(-1, 1, SIDE, SIDE).astype(np.float32)
    path = HERE / "model.onnx"
    quantize_static(HERE.parent / "digits-cnn" / "model.onnx", path, Rows(images[rows]), quant_format=QuantFormat.QDQ,
                    per_channel=True, reduce_range=True, activation_type=QuantType.QUInt8,
                    weight_type=QuantType.QInt8)
    model = onnx.load(path)
    write(model, path)
    print("digits-cnn-int8:", ", ".join(node.op_type for node in model.graph.node))
    labels = run(path, x)[0]
    for part, name in ((rows, "train"), (test, "test")):
        right = int((labels[part] == y[part]).sum())
        print(f"digits-cnn-int8: {name} {right}/{len(part)} = {right / len(part):.4f}")


if __name__ == "__main__":
    main()
