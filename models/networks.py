"""What the recipes of networks share: layers in NumPy with their gradients, Adam, and ONNX files as PyTorch writes them.

Layers begin as PyTorch begins them: its generator is the Mersenne twister of NumPy's RandomState, seeded alike, and it
draws weights and constants from the interval of +-1/sqrt(inputs), 24 bits a number. So a recipe says what
torch.manual_seed(SEED) would give, without torch.
"""

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from onnx.helper import make_opsetid

from common import write

OPSET, IR_VERSION = 17, 8


class TorchRandom:
    """The uniform numbers that torch draws after manual_seed(seed)."""

    def __init__(self, seed):
        self.state = np.random.RandomState(seed)

    def uniform(self, shape, inputs):
        words = self.state.randint(0, 2 ** 32, size=int(np.prod(shape)), dtype=np.uint32)
        unit = (words & (2 ** 24 - 1)).astype(np.float32) * np.float32(2.0 ** -24)
        bound = np.float32(1 / np.sqrt(inputs))
        return (unit * (bound + bound) - bound).reshape(shape)


class Linear:
    def __init__(self, inputs, outputs, random):
        self.weight, self.bias = random.uniform((outputs, inputs), inputs), random.uniform((outputs,), inputs)

    def parameters(self):
        return ["weight", "bias"]

    def forward(self, x, training):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, g):
        self.gradients = [g.T @ self.x, g.sum(axis=0)]
        return g @ self.weight

    def nodes(self, name, source, target):
        return [helper.make_node("Gemm", [source, f"{name}.weight", f"{name}.bias"], [target], f"/{name}/Gemm",
                                 alpha=1.0, beta=1.0, transB=1)]

    def constants(self, name):
        return {f"{name}.weight": self.weight, f"{name}.bias": self.bias}


class Conv(Linear):
    def __init__(self, inputs, outputs, kernel, stride, random):
        fan = inputs * kernel * kernel
        self.weight = random.uniform((outputs, inputs, kernel, kernel), fan)
        self.bias, self.kernel, self.stride = random.uniform((outputs,), fan), kernel, stride

    def forward(self, x, training):
        k, s = self.kernel, self.stride
        windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), (2, 3))[:, :, ::s, ::s]
        self.shape, (n, _, h, w) = x.shape, windows.shape[:4]
        self.columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * h * w, -1)
        y = self.columns @ self.weight.reshape(len(self.bias), -1).T + self.bias
        return y.reshape(n, h, w, -1).transpose(0, 3, 1, 2)

    def backward(self, g):
        n, c, h, w = g.shape
        flat = g.transpose(0, 2, 3, 1).reshape(-1, c)
        self.gradients = [(flat.T @ self.columns).reshape(self.weight.shape), flat.sum(axis=0)]
        parts = (flat @ self.weight.reshape(c, -1)).reshape(n, h, w, self.shape[1], self.kernel, self.kernel)
        x, s = np.zeros(self.shape, dtype=g.dtype), self.stride
        for i in range(self.kernel):
            for j in range(self.kernel):
                x[:, :, i:i + s * h:s, j:j + s * w:s] += parts[:, :, :, :, i, j].transpose(0, 3, 1, 2)
        return x

    def nodes(self, name, source, target):
        return [helper.make_node("Conv", [source, f"{name}.weight", f"{name}.bias"], [target], f"/{name}/Conv",
                                 dilations=[1, 1], group=1, kernel_shape=[self.kernel] * 2, pads=[0] * 4,
                                 strides=[self.stride] * 2)]


class BatchNorm:
    """Over rows of features, with PyTorch's constants."""

    EPSILON, MOMENTUM = 1e-5, 0.1

    def __init__(self, size):
        self.weight, self.bias = np.ones(size, np.float32), np.zeros(size, np.float32)
        self.mean, self.variance = np.zeros(size, np.float32), np.ones(size, np.float32)

    def parameters(self):
        return ["weight", "bias"]

    def forward(self, x, training):
        mean, variance = (x.mean(axis=0), x.var(axis=0)) if training else (self.mean, self.variance)
        if training:
            self.mean += np.float32(self.MOMENTUM) * (mean - self.mean)
            self.variance += np.float32(self.MOMENTUM) * (variance * len(x) / (len(x) - 1) - self.variance)
        self.deviation = np.sqrt(variance + np.float32(self.EPSILON))
        self.unit = (x - mean) / self.deviation
        return self.unit * self.weight + self.bias

    def backward(self, g):
        self.gradients = [(g * self.unit).sum(axis=0), g.sum(axis=0)]
        g = g * self.weight
        return (g - g.mean(axis=0) - self.unit * (g * self.unit).mean(axis=0)) / self.deviation

    def nodes(self, name, source, target):
        return [helper.make_node("BatchNormalization", [source, *self.constants(name)], [target],
                                 f"/{name}/BatchNormalization", epsilon=self.EPSILON, momentum=1 - self.MOMENTUM,
                                 training_mode=0)]

    def constants(self, name):
        return {f"{name}.weight": self.weight, f"{name}.bias": self.bias, f"{name}.running_mean": self.mean,
                f"{name}.running_var": self.variance}


class Plain:
    """A layer without parameters."""

    gradients = []

    def parameters(self):
        return []

    def constants(self, name):
        return {}


class ReLU(Plain):
    def forward(self, x, training):
        self.positive = x > 0
        return x * self.positive

    def backward(self, g):
        return g * self.positive

    def nodes(self, name, source, target):
        return [helper.make_node("Relu", [source], [target], f"/{name}/Relu")]


class Scale(Plain):
    def __init__(self, factor):
        self.factor = np.float32(factor)

    def forward(self, x, training):
        return x * self.factor

    def backward(self, g):
        return g * self.factor

    def nodes(self, name, source, target):
        return [helper.make_node("Mul", [source, f"{name}.factor"], [target], f"/{name}/Mul")]

    def constants(self, name):
        return {f"{name}.factor": self.factor}


class Flatten(Plain):
    def forward(self, x, training):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, g):
        return g.reshape(self.shape)

    def nodes(self, name, source, target):
        return [helper.make_node("Flatten", [source], [target], f"/{name}/Flatten", axis=1)]


class Network:
    """Layers by name, one after the other; the last gives a score for each class."""

    def __init__(self, **layers):
        self.layers = layers

    def scores(self, x, training=False):
        for layer in self.layers.values():
            x = layer.forward(x, training)
        return x

    def predicted(self, x):
        return np.concatenate([self.scores(part).argmax(axis=1) for part in np.array_split(x, len(x) // 1000 + 1)])

    def gradients(self, x, labels):
        """Of the mean cross entropy, for every parameter in order."""
        g = self.scores(x, True)
        g = np.exp(g - g.max(axis=1, keepdims=True))
        g /= g.sum(axis=1, keepdims=True)
        g[np.arange(len(x)), labels] -= 1
        g /= np.float32(len(x))
        for layer in reversed(self.layers.values()):
            g = layer.backward(g)
        return [gradient for layer in self.layers.values() for gradient in layer.gradients]

    def parameters(self):
        return [getattr(layer, p) for layer in self.layers.values() for p in layer.parameters()]


class Adam:
    """As PyTorch has it, with its constants; changes the parameters in place."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate, self.steps = parameters, rate, 0
        self.first, self.second = ([np.zeros_like(p) for p in parameters] for _ in range(2))

    def step(self, gradients, decay=0.0):
        self.steps += 1
        one, two = 1 - 0.9 ** self.steps, 1 - 0.999 ** self.steps
        for p, g, m, v in zip(self.parameters, gradients, self.first, self.second):
            m += np.float32(0.1) * (g - m)
            v += np.float32(0.001) * (g * g - v)
            p -= np.float32(self.rate * decay) * p
            p -= np.float32(self.rate / one) * m / (np.sqrt(v) / np.float32(np.sqrt(two)) + np.float32(1e-8))


def save(network, shape, path, name):
    """Writes what torch.onnx.export would of a module that returns scores.argmax(1) and scores."""
    nodes, constants, source = [], {}, "input"
    for number, (layer_name, layer) in enumerate(network.layers.items(), 1):
        target = "scores" if number == len(network.layers) else f"/{layer_name}/output_0"
        nodes += layer.nodes(layer_name, source, target)
        constants |= layer.constants(layer_name)
        source = target
    export(nodes, constants, shape, len(layer.bias), path, name)


def export(nodes, constants, shape, classes, path, name):
    """Writes a graph that takes rows of a shape and gives a label and scores of classes, which its nodes make."""
    entry = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", *shape])
    label = helper.make_tensor_value_info("label", TensorProto.INT64, ["batch"])
    scores = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", classes])
    best = helper.make_node("ArgMax", ["scores"], ["label"], "/ArgMax", axis=1, keepdims=0, select_last_index=0)
    graph = helper.make_graph(nodes + [best], name, [entry], [label, scores],
                              [numpy_helper.from_array(np.ascontiguousarray(v), k) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    write(model, path)
