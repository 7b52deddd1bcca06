"""What the recipes of image classifiers share: images moved a little, and ONNX files with a pool in front of trees."""

import numpy as np
from onnx import TensorProto, helper

from common import OPSETS, write


def warped(images, random, turn=0.13, scale=0.08, shift=0.8):
    """Each image turned, sheared, scaled and shifted a little, by normal deviates of the given sizes."""
    side = images.shape[1]
    centre = np.float32((side - 1) / 2)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) - centre
    result = np.empty_like(images)
    for start in range(0, len(images), 5000):
        part = images[start:start + 5000]
        count = len(part)
        angle, shear = random.normal(0, turn, (2, count, 1, 1)).astype(np.float32)
        size = 1 + random.normal(0, scale, (count, 1, 1)).astype(np.float32)
        height = 1 + random.normal(0, scale, (count, 1, 1)).astype(np.float32)
        right, down = random.normal(0, shift, (2, count, 1, 1)).astype(np.float32)
        u = (np.cos(angle) * x + (shear - np.sin(angle)) * y) / size + right + centre
        v = (np.sin(angle) * x + np.cos(angle) * y) / (size * height) + down + centre
        result[start:start + 5000] = np.rint(between(part, u, v))
    return result


def between(images, u, v):
    """Values at places between pixels, by both directions linearly; what is outside of an image is 0."""
    side = images.shape[1]
    wide = side + 3
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2))).astype(np.float32).ravel()
    u, v = np.clip(u, -1, side) + 1, np.clip(v, -1, side) + 1
    left, top = u.astype(np.int32), v.astype(np.int32)
    a, b = u - left, v - top
    at = (np.arange(len(images), dtype=np.int32) * wide * wide)[:, None, None] + top * wide + left
    upper = padded[at] * (1 - a) + padded[at + 1] * a
    lower = padded[at + wide] * (1 - a) + padded[at + wide + 1] * a
    return upper * (1 - b) + lower * b


def fern_node(ferns, leaves, thresholds, features):
    """A TreeEnsembleClassifier of ferns, each a tree with one test for all nodes of a level.

    Bit b of an image asks whether feature b // T is above thresholds[b % T], of T thresholds.
    """
    count, depth = ferns.shape
    inner, table = 2 ** depth - 1, leaves.reshape(count, 2 ** depth, -1)
    classes = table.shape[2]
    tests = [[(int(b) // len(thresholds), float(thresholds[int(b) % len(thresholds)])) for b in fern] for fern in ferns]
    levels = [(i + 1).bit_length() - 1 for i in range(inner)]
    leaf = [(0, 0.0)] * (inner + 1)
    nodes = [[fern[level] for level in levels] + leaf for fern in tests]
    # Leaf j of a tree, from the left, is reached by the bits of j, the first test's being the highest.
    order = [int(format(j, f"0{depth}b")[::-1], 2) for j in range(inner + 1)]
    per_leaf = count * (inner + 1)
    return helper.make_node(
        "TreeEnsembleClassifier", [features], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="SOFTMAX",
        classlabels_int64s=range(classes),
        nodes_treeids=np.repeat(np.arange(count), 2 * inner + 1).tolist(),
        nodes_nodeids=list(range(2 * inner + 1)) * count,
        nodes_featureids=[f for tree in nodes for f, _ in tree],
        nodes_values=[v for tree in nodes for _, v in tree],
        nodes_modes=(["BRANCH_LEQ"] * inner + ["LEAF"] * (inner + 1)) * count,
        nodes_truenodeids=([2 * i + 1 for i in range(inner)] + [0] * (inner + 1)) * count,
        nodes_falsenodeids=([2 * i + 2 for i in range(inner)] + [0] * (inner + 1)) * count,
        class_treeids=np.repeat(np.arange(count), (inner + 1) * classes).tolist(),
        class_nodeids=np.repeat(np.arange(inner, 2 * inner + 1), classes).tolist() * count,
        class_ids=list(range(classes)) * per_leaf,
        class_weights=table[:, order].ravel().tolist())


def classifier(nodes, constants, shape, classes, path, name):
    """Writes a model that takes rows of a shape and gives label and probabilities of each class."""
    entry = helper.make_tensor_value_info("input", TensorProto.FLOAT, [None, *shape])
    results = [helper.make_tensor_value_info("label", TensorProto.INT64, [None]),
               helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, classes])]
    graph = helper.make_graph(nodes, name, [entry], results, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid(*o) for o in OPSETS.items()])
    model.ir_version = 9
    write(model, path)
