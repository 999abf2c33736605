"""Helpers to write ONNX graphs by hand, with small weights."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

SMALL = 20_000  # values below which a tensor stays in float16: the depthwise kernels, which int8 hurts most, are cheap to keep


class Graph:
    """Collects nodes and initializers; each method that adds a node returns its output's name."""

    def __init__(self):
        self.nodes, self.initializers = [], []

    def constant(self, name, array):
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, op, inputs, output, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def weight(self, name, array):
        """A float tensor kept as float16 when small, else as int8 with one scale for each index of axis 0 (no zero point).

        Cast and Mul rather than DequantizeLinear: runtimes fold these into a float constant when they load the graph, while
        they keep DequantizeLinear for fusing and so run it again at each call (2.3 times slower in ONNX Runtime here).
        """
        if array.size < SMALL:
            return self.node("Cast", [self.constant(name + ".half", array.astype(np.float16))], name, to=TensorProto.FLOAT)
        axes = tuple(range(1, array.ndim))
        scale = np.maximum(np.abs(array).max(axis=axes, keepdims=True), 1e-12).astype(np.float32) / np.float32(127)
        quantized = np.clip(np.rint(array / scale), -127, 127).astype(np.int8)
        cast = self.node("Cast", [self.constant(name + ".int8", quantized)], name + ".cast", to=TensorProto.FLOAT)
        return self.node("Mul", [cast, self.constant(name + ".scale", scale)], name)

    def model(self, name, inputs, outputs, opset):
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.initializers)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8, producer_name="triptych")


def write(model, path):
    path.write_bytes(model.SerializeToString(deterministic=True))
