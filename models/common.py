"""What the recipes share: reading the committed data, splitting it, writing and running ONNX files."""

import numpy as np
import onnxruntime
from onnx.helper import make_opsetid
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType

# ai.onnx.ml 3 is the last operator set before TreeEnsemble replaced TreeEnsembleClassifier/Regressor.
OPSETS = {"": 17, "ai.onnx.ml": 3}


def load(path):
    """Reads a CSV (gzipped or not) with one header line; returns (features, label column) as float64."""
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    return table[:, :-1], table[:, -1]


def split(rows, indices_path):
    """Returns (train, test) row numbers; the file lists the test rows, counted from 0."""
    test = np.loadtxt(indices_path, dtype=int)
    if len(set(test)) != len(test) or test.min() < 0 or test.max() >= rows:
        raise ValueError(f"{indices_path}: test rows must be distinct and within 0..{rows - 1}")
    return np.setdiff1d(np.arange(rows), test), test


def save(model, features, path, name):
    """Converts a fitted scikit-learn model with skl2onnx and writes it; classifiers without ZipMap."""
    options = {id(model): {"zipmap": False}} if hasattr(model, "classes_") else None
    onnx_model = to_onnx(model, initial_types=[("input", FloatTensorType([None, features]))],
                         options=options, target_opset=OPSETS, name=name)
    write(onnx_model, path)


def write(onnx_model, path):
    """Writes an ONNX model so that equal models give equal bytes."""
    # skl2onnx lists the operator sets in hash order, some twice.
    imports = sorted({(i.domain, i.version) for i in onnx_model.opset_import})
    del onnx_model.opset_import[:]
    onnx_model.opset_import.extend(make_opsetid(*i) for i in imports)
    path.write_bytes(onnx_model.SerializeToString(deterministic=True))


def run(path, x):
    """Runs an ONNX file of one input with onnxruntime on float32 rows; returns its outputs in graph order."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    return session.run(None, {entry.name: np.asarray(x, dtype=np.float32).reshape(-1, *entry.shape[1:])})
