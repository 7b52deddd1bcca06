"""Sends the queries of a folder with tritonclient and writes the answers, and what the clear model says of the rows:

URL MANAGEMENT-URL MODEL FOLDER ONNX-FILE ROWS.CSV. Called by inference-clients.
"""
import base64
import csv
import itertools
import json
import pathlib
import sys
import urllib.request

import numpy as np
import onnxruntime
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

url, management, model, folder, trained, rows = sys.argv[1:]
folder = pathlib.Path(folder)
client = triton.InferenceServerClient(url=url.removeprefix("http://"), network_timeout=120)
assert client.is_server_live(), "the server is not live"
assert client.is_server_ready(), "the server is not ready"
assert client.is_model_ready(model), model + " is not ready"
assert not client.is_model_ready("nobody"), "a model that is not there is ready"
assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
metadata = client.get_model_metadata(model)
(tensor,) = metadata["inputs"]

# The repository is told at the port of those who run the server, and nowhere else.
index = triton.InferenceServerClient(url=management.removeprefix("http://")).get_model_repository_index()
assert {"name": model, "version": "1", "state": "READY", "reason": ""} in index, index
try:
    client.get_model_repository_index()
    sys.exit("clients were told the repository")
except InferenceServerException:
    pass

parameters = {}
key = folder / "keys" / "evaluation.key"
if key.exists():
    body = {"method": "save_key", "evaluation_keys": base64.b64encode(key.read_bytes()).decode()}
    request = urllib.request.Request(url + "/", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        parameters["uid"] = str(json.load(response)["uid"])
assert metadata["parameters"]["needs_evaluation_key"] == bool(parameters)


def bytes_tensor(query):
    values = triton.InferInput(tensor["name"], [1], tensor["datatype"])
    return values.set_data_from_numpy(np.array([query], dtype=object))


def numbers(query):
    values = triton.InferInput(tensor["name"], [len(query)], "UINT8")
    return values.set_data_from_numpy(np.frombuffer(query, dtype=np.uint8))


def in_json(query):
    values = triton.InferInput(tensor["name"], [1], tensor["datatype"])
    return values.set_data_from_numpy(np.array([base64.b64encode(query)], dtype=object), binary_data=False)


def infer(values, **more):
    return client.infer(model, [values], parameters=dict(parameters), **more)


# One row after the other in each of the ways that the client has: as bytes and as numbers behind the JSON (the extension
# for binary tensors), in the JSON, and compressed.
ways = [
    lambda query: infer(bytes_tensor(query), request_id="1").as_numpy("answer")[0],
    lambda query: infer(numbers(query), model_version=metadata["versions"][-1]).as_numpy("answer").tobytes(),
    lambda query: base64.b64decode(infer(in_json(query), outputs=[
        triton.InferRequestedOutput("answer", binary_data=False)]).as_numpy("answer")[0]),
    lambda query: infer(bytes_tensor(query), request_compression_algorithm="gzip",
                        response_compression_algorithm="gzip").as_numpy("answer")[0],
]
for way, query in zip(itertools.cycle(ways), sorted((folder / "queries").glob("row-*.bin"))):
    (folder / "answers" / query.name).write_bytes(way(query.read_bytes()))

plain = triton.InferInput("INPUT0", [1, 3], "FP32").set_data_from_numpy(np.array([[4, 1, 9]], dtype=np.float32))
try:
    client.infer(model, [plain])
    sys.exit("plain numbers were answered")
except InferenceServerException as e:
    assert "encrypted data" in e.message(), e

with open(rows, newline="") as file:
    features = np.array([row[:-1] for row in list(csv.reader(file))[1:]], dtype=np.float32)
session = onnxruntime.InferenceSession(trained)
labels = session.run(None, {session.get_inputs()[0].name: features})[0]
if labels.ndim == 2:
    labels = labels.argmax(axis=1)
(folder / "clear").write_text("".join(f"{label}\n" for label in labels))
