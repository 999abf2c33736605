"""Writes triton/: tiny plain tensor models in Triton's repository layout."""

import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, checker, helper, numpy_helper

from common import FIXTURES

ROOT = FIXTURES / "triton"
OPSET = 17
TYPES = {
    "BOOL": TensorProto.BOOL,
    "UINT8": TensorProto.UINT8,
    "INT8": TensorProto.INT8,
    "INT16": TensorProto.INT16,
    "UINT16": TensorProto.UINT16,
    "INT32": TensorProto.INT32,
    "UINT32": TensorProto.UINT32,
    "INT64": TensorProto.INT64,
    "UINT64": TensorProto.UINT64,
    "FP16": TensorProto.FLOAT16,
    "FP32": TensorProto.FLOAT,
    "FP64": TensorProto.DOUBLE,
    "BYTES": TensorProto.STRING,
}
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
value = helper.make_tensor_value_info


def save(name: str, nodes, inputs, outputs, initializers=()) -> None:
    graph = helper.make_graph(nodes, name, inputs, outputs, [numpy_helper.from_array(a, n) for n, a in initializers])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="triptych-fixtures")
    model.ir_version = 8
    checker.check_model(model, full_check=True)
    path = ROOT / name / "1" / "model.onnx"
    path.parent.mkdir(parents=True)
    onnx.save(model, path)


def configure(name: str, max_batch_size: int, inputs, outputs) -> None:
    """Each port is (name, Triton's data type without TYPE_, dims without the batch)."""
    lines = [f'name: "{name}"', 'platform: "onnxruntime_onnx"', f"max_batch_size: {max_batch_size}"]
    for kind, ports in (("input", inputs), ("output", outputs)):
        rows = [f'  {{ name: "{n}" data_type: TYPE_{t} dims: [ {", ".join(map(str, d))} ] }}' for n, t, d in ports]
        lines += [f"{kind} [", ",\n".join(rows), "]"]
    (ROOT / name / "config.pbtxt").write_text("\n".join(lines) + "\n")


def add() -> None:
    nodes = [
        helper.make_node("Add", ["INPUT0", "INPUT1"], ["OUTPUT0"]),
        helper.make_node("Sub", ["INPUT0", "INPUT1"], ["OUTPUT1"]),
    ]
    ports = [value(n, FLOAT, ["batch", 16]) for n in ("INPUT0", "INPUT1", "OUTPUT0", "OUTPUT1")]
    save("add", nodes, ports[:2], ports[2:])
    rows = [(n, "FP32", [16]) for n in ("INPUT0", "INPUT1", "OUTPUT0", "OUTPUT1")]
    configure("add", 8, rows[:2], rows[2:])


def types() -> None:
    """Every input comes back as it went in; each has a length of its own."""
    nodes = [helper.make_node("Identity", [f"IN_{t}"], [f"OUT_{t}"]) for t in TYPES]
    ins = [value(f"IN_{t}", code, [f"n_{t}"]) for t, code in TYPES.items()]
    outs = [value(f"OUT_{t}", code, [f"n_{t}"]) for t, code in TYPES.items()]
    save("types", nodes, ins, outs)
    names = {t: "STRING" if t == "BYTES" else t for t in TYPES}
    configure(
        "types", 0, [(f"IN_{t}", n, [-1]) for t, n in names.items()], [(f"OUT_{t}", n, [-1]) for t, n in names.items()]
    )


def bf16() -> None:
    """Apart from `types`, so that a server without BF16 still loads those."""
    ports = [value(n, TensorProto.BFLOAT16, ["n"]) for n in ("INPUT", "OUTPUT")]
    save("bf16", [helper.make_node("Identity", ["INPUT"], ["OUTPUT"])], ports[:1], ports[1:])
    configure("bf16", 0, [("INPUT", "BF16", [-1])], [("OUTPUT", "BF16", [-1])])


def scale_nobatch() -> None:
    nodes = [helper.make_node("Mul", ["INPUT", "factor"], ["OUTPUT"])]
    save(
        "scale_nobatch",
        nodes,
        [value("INPUT", FLOAT, [2, 3])],
        [value("OUTPUT", FLOAT, [2, 3])],
        [("factor", np.array(2.5, np.float32))],
    )
    configure("scale_nobatch", 0, [("INPUT", "FP32", [2, 3])], [("OUTPUT", "FP32", [2, 3])])


def noconfig() -> None:
    nodes = [helper.make_node("Neg", ["INPUT"], ["OUTPUT"])]
    save("noconfig", nodes, [value("INPUT", FLOAT, ["batch", 3])], [value("OUTPUT", FLOAT, ["batch", 3])])


def lengths() -> None:
    """SUM ignores zero padding, MAX shows it when all ids are negative, COUNT shows the padded length."""
    nodes = [
        helper.make_node("ReduceSum", ["IDS", "axis"], ["SUM"], keepdims=1),
        helper.make_node("ReduceMax", ["IDS"], ["MAX"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["IDS", "zero"], ["zeros"]),
        helper.make_node("Add", ["zeros", "one"], ["ones"]),
        helper.make_node("ReduceSum", ["ones", "axis"], ["COUNT"], keepdims=1),
    ]
    save(
        "lengths",
        nodes,
        [value("IDS", INT64, ["batch", "length"])],
        [value(n, INT64, ["batch", 1]) for n in ("SUM", "MAX", "COUNT")],
        [("axis", np.array([1])), ("zero", np.array(0)), ("one", np.array(1))],
    )
    configure("lengths", 8, [("IDS", "INT64", [-1])], [(n, "INT64", [1]) for n in ("SUM", "MAX", "COUNT")])


def poison() -> None:
    """OUTPUT = INPUT + truncate(INPUT[:, 0]); a first value outside [-101, 101) fails the whole run, not the load."""
    nodes = [
        helper.make_node("Gather", ["INPUT", "zero"], ["first"], axis=1),
        helper.make_node("Cast", ["first"], ["index"], to=INT64),
        helper.make_node("Gather", ["table", "index"], ["looked_up"], axis=0),
        helper.make_node("Add", ["INPUT", "looked_up"], ["OUTPUT"]),
    ]
    save(
        "poison",
        nodes,
        [value("INPUT", FLOAT, ["batch", 4])],
        [value("OUTPUT", FLOAT, ["batch", 4])],
        [("zero", np.array([0])), ("table", np.arange(101, dtype=np.float32))],
    )
    configure("poison", 8, [("INPUT", "FP32", [4])], [("OUTPUT", "FP32", [4])])


def session(name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(ROOT / name / "1" / "model.onnx"), options)


def check() -> None:
    a = np.arange(32, dtype=np.float32).reshape(2, 16)
    total, difference = session("add").run(None, {"INPUT0": a, "INPUT1": a * 2})
    assert (total == a * 3).all() and (difference == -a).all()
    feed = {}
    for i, (name, code) in enumerate(TYPES.items()):
        raw = ["a", "", "\u732b"] if name == "BYTES" else np.arange(i).astype(helper.tensor_dtype_to_np_dtype(code))
        feed[f"IN_{name}"] = np.array(raw, dtype=object) if name == "BYTES" else raw
    for got, wanted in zip(session("types").run(None, feed), feed.values()):
        assert list(got) == list(wanted)
    assert session("bf16").get_inputs()[0].type == "tensor(bfloat16)"
    x = np.ones((2, 3), np.float32)
    assert (session("scale_nobatch").run(None, {"INPUT": x})[0] == 2.5).all()
    assert (session("noconfig").run(None, {"INPUT": x})[0] == -1).all()
    got = session("lengths").run(None, {"IDS": np.array([[1, 2, 3], [-4, -5, -6]])})
    assert [g.tolist() for g in got] == [[[6], [-15]], [[3], [-4]], [[3], [3]]]
    rows = np.array([[100.5, 1, 2, 3], [0, 4, 5, 6]], np.float32)
    assert np.array_equal(session("poison").run(None, {"INPUT": rows})[0], rows + [[100], [0]])
    rows[1, 0] = 101
    try:
        session("poison").run(None, {"INPUT": rows})
    except Exception as error:
        print("poison fails as it must:", str(error)[:160])
    else:
        raise AssertionError("a poisoned row must fail the run")


def main() -> None:
    shutil.rmtree(ROOT, ignore_errors=True)
    for make in (add, types, bf16, scale_nobatch, noconfig, lengths, poison):
        make()
    check()
    print("triton:", sum(p.stat().st_size for p in Path(ROOT).rglob("*") if p.is_file()), "bytes")


if __name__ == "__main__":
    main()
