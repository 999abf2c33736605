"""Smaller numbers: int8 weights with dynamic scales, or float16, and what they cost in accuracy.

Dynamic quantisation scales activations by what it sees. Over the whole tensor, as ONNX Runtime's own tool does it, a row's answer
depends on its neighbours in the batch. Here each row of a product - a token, a patch - has a scale of its own, so the integers
of a row are the same in every batch. Weights have a scale for each output channel. Seven bits of them by default: then no
processor saturates (pairs of 255 x 63 fit 16 bits), and all of them compute the same integers.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from triptych_export import parity
from triptych_export.errors import Refusal
from triptych_export.export import Tower
from triptych_export.graph import save
from triptych_export.options import Options

ZERO_POINT = 128


@dataclass(frozen=True)
class Loss:
    """What a smaller variant costs, over the sample items."""

    tower: str
    items: int
    worst: float
    mean: float
    coordinate: float
    agreeing: int
    batch: float
    #: What must agree: the nearest neighbour, or a classifier's first label.
    what: str

    @property
    def agreement(self) -> float:
        return self.agreeing / self.items

    def within(self, options: Options) -> bool:
        return self.agreement >= options.min_neighbours and self.worst <= options.max_loss

    @property
    def batch_invariant(self) -> bool:
        return self.batch <= parity.MAX_COORDINATE

    def __str__(self) -> str:
        alone = "as alone" if self.batch_invariant else "NOT as alone: a row's answer depends on its neighbours"
        return (
            f"{self.tower} {self.items} items: 1-cos worst {self.worst:.1e} mean {self.mean:.1e}, coordinate {self.coordinate:.2f} of "
            f"the median distance, {self.what} agree {self.agreeing} of {self.items}, in a batch of {parity.BATCH} {alone} "
            f"({self.batch:.1e} of the median distance)"
        )


def convert(path: Path, options: Options) -> None:
    """Rewrites a graph in place."""
    if options.precision == "fp16":
        from onnxruntime.transformers.float16 import convert_float_to_float16

        model = convert_float_to_float16(onnx.load(path), keep_io_types=True)
        _sort(model.graph)
        save(model, path, options.external_above)
    elif options.scales == "tensor":
        _by_tensor(path, options)
    else:
        model = onnx.load(path)
        if not RowScales(model, options.weight_bits).rewrite():
            raise Refusal(f"--precision int8: {path.name} has no MatMul or Gemm with constant weights")
        save(model, path, options.external_above)


def _sort(graph: onnx.GraphProto) -> None:
    """Each node behind those that it reads from; the converter appends its casts anywhere."""
    waiting, made = list(graph.node), {tensor.name for tensor in [*graph.initializer, *graph.input]} | {""}
    made_here = {name for node in waiting for name in node.output}
    ordered: list[onnx.NodeProto] = []
    while waiting:
        ready = [node for node in waiting if all(name in made or name not in made_here for name in node.input)]
        ordered += ready
        made |= {name for node in ready for name in node.output}
        waiting = [node for node in waiting if not set(node.output) <= made]
    del graph.node[:]
    graph.node.extend(ordered)


def _by_tensor(path: Path, options: Options) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantised = path.with_name(path.name + ".int8")
    quantize_dynamic(
        path,
        quantised,
        op_types_to_quantize=["MatMul", "Gemm"],
        per_channel=True,
        reduce_range=options.weight_bits == 7,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )
    save(onnx.load(quantised), path, options.external_above)
    quantised.unlink()


def loss(tower: Tower, path: Path, wanted: np.ndarray) -> Loss:
    """Measures the variant at `path` against the original model's answers."""
    runner = parity.Runner(tower, path)
    alone = runner.alone(tower.items).astype(np.float64)
    together = runner.together(tower.items).astype(np.float64)
    against = parity.measure(tower, alone, wanted)
    cosines = 1 - (parity.unit(alone) * parity.unit(wanted)).sum(axis=1)
    choose = _neighbours if tower.vectors else (lambda rows: rows.argmax(axis=1))
    return Loss(
        tower.name,
        len(wanted),
        against.cosine,
        float(cosines.mean()),
        against.coordinate,
        int((choose(alone) == choose(wanted)).sum()),
        parity.measure(tower, together, alone).coordinate,
        "nearest neighbours" if tower.vectors else "first labels",
    )


def _neighbours(rows: np.ndarray) -> np.ndarray:
    cosines = parity.unit(rows) @ parity.unit(rows).T
    np.fill_diagonal(cosines, -2)
    return cosines.argmax(axis=1)


class RowScales:
    """Turns products with constant weights into integer products with one scale a row and one a channel."""

    def __init__(self, model: onnx.ModelProto, weight_bits: int):
        self._model, self._limit = model, 2 ** (weight_bits - 1) - 1
        self._constants = {tensor.name: tensor for tensor in model.graph.initializer}
        self._nodes: list[onnx.NodeProto] = []
        self._new: dict[str, onnx.TensorProto] = {}
        self._rows: dict[str, tuple[str, str]] = {}
        self._replaced = 0

    def rewrite(self) -> int:
        """Answers how many products were replaced."""
        for node in self._model.graph.node:
            weights = self._weights(node)
            if weights is None:
                self._nodes.append(node)
            else:
                self._replace(node, weights)
        self._finish()
        return self._replaced

    def _weights(self, node: onnx.NodeProto) -> np.ndarray | None:
        """The constant matrix [in, out] of a product that can be replaced."""
        if node.op_type not in ("MatMul", "Gemm") or node.input[1] not in self._constants:
            return None
        matrix = numpy_helper.to_array(self._constants[node.input[1]])
        if matrix.ndim != 2 or matrix.dtype != np.float32:
            return None
        if node.op_type == "MatMul":
            return matrix
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        plain = attributes.get("alpha", 1.0) == 1.0 and attributes.get("beta", 1.0) == 1.0 and not attributes.get("transA", 0)
        return (matrix.T if attributes.get("transB", 0) else matrix) if plain else None

    def _replace(self, node: onnx.NodeProto, matrix: np.ndarray) -> None:
        name = f"int8_{self._replaced}"
        self._replaced += 1
        scales = np.abs(matrix).max(axis=0) / self._limit
        scales[scales == 0] = 1
        integers = np.clip(np.rint(matrix / scales), -self._limit, self._limit).astype(np.int8)
        row, row_scale = self._quantised(node.input[0])
        product = self._add("MatMulInteger", [row, self._constant(name + "_w", integers), self._zero_point()], name + "_sum")
        product = self._add("Cast", [product], name + "_float", to=TensorProto.FLOAT)
        product = self._add("Mul", [product, self._constant(name + "_scale", scales.astype(np.float32))], name + "_channel")
        if node.op_type == "Gemm" and len(node.input) > 2:
            product = self._add("Mul", [product, row_scale], name + "_row")
            self._nodes.append(helper.make_node("Add", [product, node.input[2]], [node.output[0]], name=name + "_bias"))
        else:
            self._nodes.append(helper.make_node("Mul", [product, row_scale], [node.output[0]], name=name + "_row"))

    def _quantised(self, value: str) -> tuple[str, str]:
        """The integers and the scales of a value's rows; computed once where several products share it."""
        if value not in self._rows:
            name = f"int8_row_{len(self._rows)}"
            largest = self._add("ReduceMax", [value], name + "_max", axes=[-1], keepdims=1)
            least = self._add("ReduceMin", [value], name + "_min", axes=[-1], keepdims=1)
            size = self._add("Max", [largest, self._add("Neg", [least], name + "_neg"), self._scalar("int8_tiny", 1e-30)], name + "_size")
            scale = self._add("Mul", [size, self._scalar("int8_step", 1 / 127)], name + "_scale")
            steps = self._add("Div", [value, scale], name + "_steps")
            integers = self._add("QuantizeLinear", [steps, self._scalar("int8_one", 1), self._zero_point()], name)
            self._rows[value] = (integers, scale)
        return self._rows[value]

    def _add(self, op: str, inputs: list[str], output: str, **attributes) -> str:
        axes = attributes.pop("axes", None)
        # From opset 18 on, axes are an input.
        if axes is not None and self._model.opset_import[0].version >= 18:
            inputs = [*inputs, self._constant("int8_axes", np.asarray(axes, dtype=np.int64))]
        elif axes is not None:
            attributes["axes"] = axes
        self._nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def _zero_point(self) -> str:
        return self._constant("int8_zero", np.asarray(ZERO_POINT, dtype=np.uint8))

    def _scalar(self, name: str, value: float) -> str:
        return self._constant(name, np.asarray(value, dtype=np.float32))

    def _constant(self, name: str, value: np.ndarray) -> str:
        self._new.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def _finish(self) -> None:
        graph = self._model.graph
        used = {name for node in self._nodes for name in node.input}
        kept = [tensor for tensor in graph.initializer if tensor.name in used]
        del graph.node[:], graph.initializer[:]
        graph.node.extend(self._nodes)
        graph.initializer.extend([*kept, *self._new.values()])
