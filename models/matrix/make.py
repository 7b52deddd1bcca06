"""Trains and exports one small model of each kind that practitioners have, as they export it.

Writes, beside this script:

    tables/<table>.csv    the data of tables.py
    <kind>.onnx           a model of kinds_*.py
    <kind>.csv            ONNX Runtime's outputs on the last rows of its table
    kinds.tsv             a line a kind: what it is, which table it reads, which family its refusal names if it is
                          refused, and in how many of the 30 rows the ONNX model predicts what the library does

    python make.py              all kinds
    python make.py NAME …       those whose names begin so; kinds.tsv is written all the same
"""

import os
import sys
import warnings
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import onnx
import onnxruntime
from onnx.helper import make_opsetid

import kinds_boosting
import kinds_ensembles
import kinds_linear
import kinds_others
import kinds_pipelines
from tables import ROWS, TABLES

HERE = Path(__file__).resolve().parent
ALL = (kinds_linear.KINDS + kinds_ensembles.KINDS + kinds_others.KINDS + kinds_pipelines.KINDS
       + kinds_boosting.KINDS)


def write_model(path, model):
    """Writes an ONNX model whose bytes are the same for equal runs."""
    imports = sorted({(i.domain, i.version) for i in model.opset_import})
    del model.opset_import[:]
    model.opset_import.extend(make_opsetid(*i) for i in imports)
    model.graph.name = path.stem
    for node in model.graph.node:
        # Converters number nodes and name some by chance; nothing refers to these names.
        node.name = ""
        node.doc_string = ""
    path.write_bytes(model.SerializeToString(deterministic=True))


def feeds(session, rows):
    """The inputs of a model for rows of a frame: one tensor of all features, or one for each column by name."""
    types = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(int64)": np.int64}
    inputs = session.get_inputs()
    if len(inputs) == 1 and inputs[0].name not in rows.columns:
        return {inputs[0].name: rows.to_numpy().astype(types[inputs[0].type])}
    return {i.name: rows[[i.name]].to_numpy().astype(types.get(i.type, object)) for i in inputs}


def cells(output):
    """The cells of an output for one row: of a ZipMap's map the values, of a sequence of tensors those of each."""
    if isinstance(output, list) and isinstance(output[0], dict):
        return list(output[0].values())
    if isinstance(output, list):
        return [cell for tensor in output for cell in cells(tensor)]
    return np.asarray(output).ravel().tolist()


def write_outputs(kind, path, rows):
    """One row at a time, as some converters write shapes that hold for one row only."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [o.name for o in session.get_outputs()]
    lines = []
    for row in range(len(rows)):
        values = [cells(output) for output in session.run(None, feeds(session, rows.iloc[[row]]))]
        if not lines:
            lines.append(",".join(n if len(v) == 1 else f"{n}.{i}"
                                  for n, v in zip(names, values) for i in range(len(v))))
        lines.append(",".join(repr(c) if isinstance(c, float) else str(c) for v in values for c in v))
    (HERE / f"{kind.name}.csv").write_text("\n".join(lines) + "\n")
    return [line.split(",") for line in lines[1:]]


def same(cells, prediction):
    """Whether a row of ONNX Runtime begins with what the library predicts: numbers within a thousandth."""
    for cell, value in zip(cells, np.asarray(prediction).ravel().tolist()):
        if isinstance(value, str):
            equal = cell == value
        else:
            equal = abs(float(cell) - float(value)) <= 1e-3 * max(1, abs(float(value)))
        if not equal:
            return False
    return True


def read_faithful():
    """What kinds.tsv said of kinds that are not made anew."""
    path = HERE / "kinds.tsv"
    return [(line.split("\t")[0], line.split("\t")[5]) for line in path.read_text().splitlines()[1:]] \
        if path.exists() else []


def main():
    wanted = tuple(sys.argv[1:])
    names = [kind.name for kind in ALL]
    if len(set(names)) != len(names):
        raise ValueError(f"two kinds of one name: {sorted(n for n in names if names.count(n) > 1)}")
    (HERE / "tables").mkdir(exist_ok=True)
    tables = {name: make() for name, make in TABLES.items()}
    for name, table in tables.items():
        table.to_csv(HERE / "tables" / f"{name}.csv", index=False, lineterminator="\n")
    faithful = dict(read_faithful())
    failed = []
    for kind in ALL:
        if wanted and not kind.name.startswith(wanted):
            continue
        try:
            table = tables[kind.table]
            path = HERE / f"{kind.name}.onnx"
            warnings.simplefilter("ignore")
            np.random.seed(0)
            model, predict = kind.export(table.iloc[:-ROWS])
            write_model(path, model)
            rows = table.iloc[-ROWS:].drop(columns="target")
            agreeing = sum(map(same, write_outputs(kind, path, rows), predict(rows)))
            faithful[kind.name] = agreeing
            nodes = ", ".join(n.op_type for n in onnx.load(path).graph.node)
            print(f"{kind.name}: {path.stat().st_size} bytes, {nodes[:150]}")
        except Exception as e:
            failed.append(f"{kind.name}: {type(e).__name__}: {str(e)[:300]}")
    lines = ["name\tsection\ttitle\ttable\trefused\tfaithful\texport"]
    lines += ["\t".join((k.name, k.section, k.title, k.table, k.refused, str(faithful.get(k.name, "")), k.note))
              for k in ALL]
    (HERE / "kinds.tsv").write_text("\n".join(lines) + "\n")
    if failed:
        sys.exit("not made:\n" + "\n".join(failed))


if __name__ == "__main__":
    main()
