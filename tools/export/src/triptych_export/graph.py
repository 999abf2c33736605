"""Writes a tower as an ONNX file."""

import contextlib
import io
import tempfile
import warnings
from pathlib import Path

import onnx
import torch

from triptych_export.errors import Refusal
from triptych_export.export import Tower


def write(tower: Tower, path: Path, opset: int, external_above: int) -> None:
    """Traces the tower with two items; weights lie in the file, or beside it when they are too many for one message."""
    path.parent.mkdir(parents=True, exist_ok=True)
    batch = tower.collate(tower.items[:2])
    arguments = tuple(torch.from_numpy(batch[name]) for name in tower.inputs)
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = Path(scratch) / "traced.onnx"
        try:
            # The exporter prints the whole graph when it fails.
            with torch.no_grad(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                torch.onnx.export(
                    tower.module.eval(),
                    arguments,
                    str(traced),
                    input_names=list(tower.inputs),
                    output_names=list(tower.outputs),
                    dynamic_axes=tower.axes,
                    opset_version=opset,
                    do_constant_folding=True,
                    dynamo=False,
                )
        except (torch.onnx.errors.OnnxExporterError, RuntimeError, TypeError, ValueError) as e:
            line = str(e).splitlines()[0][:160] if str(e) else type(e).__name__
            raise Refusal(f"{tower.name}: torch cannot write this model at opset {opset}: {line}; try --opset 18") from e
        save(onnx.load(traced), path, external_above)


def save(model: onnx.ModelProto, path: Path, external_above: int) -> None:
    """One file, or a graph with `NAME_data` beside it."""
    beside = path.with_name(path.name + "_data")
    beside.unlink(missing_ok=True)
    if weight_bytes(model) <= external_above:
        onnx.save(model, path)
    else:
        onnx.save_model(
            model, path, save_as_external_data=True, all_tensors_to_one_file=True, location=beside.name, size_threshold=1024
        )
    onnx.checker.check_model(str(path))


def weight_bytes(model: onnx.ModelProto) -> int:
    return sum(len(tensor.raw_data) or tensor.ByteSize() for tensor in model.graph.initializer)
