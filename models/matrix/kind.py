"""What a kind of the matrix is, and the two usual ways from scikit-learn to ONNX."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import onnx
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common._container import ModelComponentContainer
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType


@dataclass(frozen=True)
class Kind:
    """A model as somebody exports it.

    name     of its files
    section  of the page that lists the kinds
    title    its class, and what is particular
    table    of tables.py
    export   from training rows, a frame with the column `target`, to an ONNX model and the library's own predictions
    note     what the export needs, if anything
    refused  the family that a refusal must name, where a refusal is right; else empty
    """

    name: str
    section: str
    title: str
    table: str
    export: Callable[[pd.DataFrame], tuple[onnx.ModelProto, Callable[[pd.DataFrame], np.ndarray]]]
    note: str = ""
    refused: str = ""


def features(table):
    return table.drop(columns="target")


def sklearn(model, double=False, options=None, opset=None, target=lambda y: y, train=None):
    """Fits a model of numbers and converts it with skl2onnx, as its documentation shows.

    double   the type of the input: float64, NumPy's default, instead of float32
    options  of the conversion, for the model; skl2onnx appends a ZipMap to classifiers unless they say otherwise
    opset    target opsets; skl2onnx's newest when not given
    target   made of the table's target
    train    fits the model, if not model.fit(x, y)
    """
    def export(table):
        type_, tensor = (np.float64, DoubleTensorType) if double else (np.float32, FloatTensorType)
        x = features(table).to_numpy().astype(type_)
        y = target(table["target"].to_numpy())
        (train or (lambda m, x, y: m.fit(x, y)))(model, x, y)
        made = to_onnx(model, initial_types=[("X", tensor([None, x.shape[1]]))],
                       options={id(model): options} if options else None, target_opset=opset)
        return made, lambda rows: model.predict(rows.to_numpy().astype(type_))
    return export


def columns(model, texts=(), integers=()):
    """The same for a model of a data frame: one input for each column, by name."""
    def export(table):
        x = features(table)
        model.fit(x, table["target"])
        types = [(c, (StringTensorType if c in texts else Int64TensorType if c in integers
                      else FloatTensorType)([None, 1])) for c in x.columns]
        return to_onnx(model, initial_types=types, options={id(model): {"zipmap": False}}), model.predict
    return export


def names(y):
    """Class names instead of numbers."""
    return np.array(["ham", "spam", "eggs"])[y]


NO_ZIPMAP = {"zipmap": False}

# Why the outputs of some exports are not what the library predicts.
LOGARITHM = "the file leaves out the exponential function: take e to the power of what it gives"


def plain_integers():
    """HistGradientBoosting: skl2onnx hands NumPy's integers and booleans to onnx, which since 1.19 takes int only."""
    original = ModelComponentContainer.add_node

    def add_node(self, op_type, inputs, outputs, **attributes):
        for name, value in attributes.items():
            if isinstance(value, list):
                attributes[name] = [int(v) if isinstance(v, (bool, np.bool_, np.integer)) else v for v in value]
        return original(self, op_type, inputs, outputs, **attributes)

    ModelComponentContainer.add_node = add_node
