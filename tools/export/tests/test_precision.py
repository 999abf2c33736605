"""int8 and fp16: the loss is said and bounded, and a row's answer is its own."""

import numpy as np
import onnx
import onnxruntime
import pytest
import yaml

VISION = "onnx/vision_model.onnx"


def run(path, pixels):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["image_embeds"], {"pixel_values": pixels})[0]


@pytest.fixture
def pixels():
    """Rows of very different sizes, which share no scale."""
    rows = np.random.default_rng(1).standard_normal((8, 3, 48, 48)).astype(np.float32)
    return rows * np.asarray([0.1, 0.2, 0.5, 1, 1, 2, 4, 8], np.float32)[:, None, None, None]


def export(command, checkpoint, samples, out, *more):
    return command(checkpoint("clip"), out, "--tower", "image", "--samples", samples, *more)


def test_int8_rowScales_answerDependsOnNoNeighbour(checkpoint, command, samples, pixels, tmp_path):
    status, said, _ = export(command, checkpoint, samples, tmp_path / "out", "--precision", "int8")
    assert status == 0 and said.splitlines()[1].startswith("LOSS ok int8; image 6 items: 1-cos worst")
    assert "in a batch of 8 as alone (0.0e+00" in said
    path = tmp_path / "out" / VISION
    alone = np.concatenate([run(path, row[None]) for row in pixels])
    assert np.abs(run(path, pixels) - alone).max() <= 1e-6 * np.abs(alone).max()
    ops = [node.op_type for node in onnx.load(path).graph.node]
    assert ops.count("MatMulInteger") == 13


def test_int8_tensorScales_dependenceIsSaid(checkpoint, command, samples, pixels, tmp_path):
    status, said, _ = export(command, checkpoint, samples, tmp_path / "out", "--precision", "int8", "--scales", "tensor")
    assert status == 0 and "NOT as alone: a row's answer depends on its neighbours" in said
    assert "# Vectors depend on who shares the batch" in (tmp_path / "out/model.yaml").read_text()


def test_int8_sevenBits_neverSaturate(checkpoint, command, samples, tmp_path):
    assert export(command, checkpoint, samples, tmp_path / "out", "--precision", "int8")[0] == 0
    weights = [onnx.numpy_helper.to_array(t) for t in onnx.load(tmp_path / "out" / VISION).graph.initializer]
    integers = [w for w in weights if w.dtype == np.int8]
    assert len(integers) == 13 and max(np.abs(w.astype(int)).max() for w in integers) == 63


@pytest.mark.parametrize("opset", ["17", "18"])
def test_int8_variants_haveSpacesAsDeclared(opset, checkpoint, command, samples, tmp_path):
    spaces = {}
    for name, more in {"own": ["--precision", "int8"], "same": ["--precision", "int8", "--same-space"], "fp32": []}.items():
        assert export(command, checkpoint, samples, tmp_path / name, "--opset", opset, *more)[0] == 0
        spaces[name] = yaml.safe_load((tmp_path / name / "model.yaml").read_text())["space"]
    assert spaces["own"] == spaces["fp32"] + "-int8-row-7bit" and spaces["same"] == spaces["fp32"]


def test_int8_variantsOfOtherIntegers_areSpacesOfTheirOwn(checkpoint, command, samples, tmp_path):
    variants = {
        "int8-row-7bit": ["--precision", "int8"],
        "int8-row-8bit": ["--precision", "int8", "--weight-bits", "8"],
        "int8-tensor-7bit": ["--precision", "int8", "--scales", "tensor"],
        "fp16": ["--precision", "fp16"],
    }
    for name, more in variants.items():
        # What 8 bits cost depends on the processor.
        assert export(command, checkpoint, samples, tmp_path / name, *more, "--min-agreement", "0", "--max-loss", "1")[0] == 0
        assert yaml.safe_load((tmp_path / name / "model.yaml").read_text())["space"].endswith("-" + name)


def test_int8_beyondTheBound_isRefused(checkpoint, command, samples, tmp_path):
    status, said, message = export(command, checkpoint, samples, tmp_path / "out", "--precision", "int8", "--max-loss", "1e-7")
    assert (status, said) == (1, "") and "LOSS TOO LARGE int8" in message and "--max-loss" in message
    assert list(tmp_path.iterdir()) == []


def test_fp16_exported_portsStayFloat32(checkpoint, command, samples, tmp_path):
    assert export(command, checkpoint, samples, tmp_path / "out", "--precision", "fp16")[0] == 0
    session = onnxruntime.InferenceSession(str(tmp_path / "out" / VISION))
    assert session.get_inputs()[0].type == session.get_outputs()[0].type == "tensor(float)"
    weights = [t for t in onnx.load(tmp_path / "out" / VISION).graph.initializer if len(t.dims) > 1]
    assert weights and {t.data_type for t in weights} == {onnx.TensorProto.FLOAT16}


@pytest.mark.parametrize("kind", ["vit", "bert", "sentences", "siglip", "openclip"])
def test_int8_everyKind_isMeasured(kind, checkpoint, command, samples, tmp_path):
    arguments = ("--precision", "int8", "--samples", samples, "--min-agreement", "0", "--max-loss", "1")
    status, said, progress = command(checkpoint(kind), tmp_path / "out", *arguments)
    assert status == 0, progress
    assert said.splitlines()[1].startswith("LOSS ok int8")
