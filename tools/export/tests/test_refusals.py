"""What cannot be exported ends with a message that says so, and leaves nothing behind."""

import json
import pickle
import shutil

import pytest
import safetensors.torch
import torch


@pytest.fixture
def broken(checkpoint, tmp_path):
    """A copy of a kind's checkpoint, to be damaged."""

    def copy(kind: str):
        return shutil.copytree(checkpoint(kind), tmp_path / "in" / kind)

    return copy


def change(path, **values):
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def refused(command, folder, tmp_path, *more) -> str:
    status, said, progress = command(folder, tmp_path / "out", *more)
    message = progress.splitlines()[-1]
    assert (status, said) == (1, ""), progress
    assert message.startswith("triptych-export: ") and "/" not in message.replace("pickled", "").replace("1_Pooling/", ""), message
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
    return message


def test_weights_missing_isRefused(broken, command, tmp_path):
    folder = broken("clip")
    (folder / "model.safetensors").unlink()
    assert "weights missing: expected one of model.safetensors" in refused(command, folder, tmp_path)


def test_weights_lackingATensor_isRefusedByName(broken, command, tmp_path):
    folder = broken("vit")
    state = safetensors.torch.load_file(folder / "model.safetensors")
    del state["classifier.weight"]
    safetensors.torch.save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    message = refused(command, folder, tmp_path)
    assert "lacks 1 tensors" in message and "classifier.weight" in message


def test_weights_cutShort_isRefused(broken, command, tmp_path):
    folder = broken("clip")
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[: len(data) // 2])
    assert "model.safetensors is damaged" in refused(command, folder, tmp_path)


def test_weights_ofOtherShape_isRefused(broken, command, tmp_path):
    folder = broken("vit")
    change(folder / "config.json", hidden_size=64)
    assert "does not fit config.json" in refused(command, folder, tmp_path)


def test_index_namingAMissingPart_isRefused(broken, command, tmp_path):
    folder = broken("clip")
    (folder / "model.safetensors").unlink()
    index = {"weight_map": {"logit_scale": "model-00001-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert "names model-00001-of-00002.safetensors, which is not in" in refused(command, folder, tmp_path)


def test_config_damaged_isRefused(broken, command, tmp_path):
    folder = broken("clip")
    (folder / "config.json").write_text("{")
    assert "config.json is damaged: not JSON" in refused(command, folder, tmp_path)


def test_modelType_unknown_isRefusedWithTheKinds(broken, command, tmp_path):
    folder = broken("clip")
    change(folder / "config.json", model_type="whisper", architectures=["WhisperModel"])
    message = refused(command, folder, tmp_path)
    assert "unknown model: model_type 'whisper'" in message and "sentence-transformers" in message


def test_siglip2_ofVariableResolution_isRefused(broken, command, tmp_path):
    folder = broken("siglip")
    change(folder / "config.json", model_type="siglip2")
    assert "NaFlex" in refused(command, folder, tmp_path)


@pytest.mark.parametrize("name", ["preprocessor_config.json", "tokenizer.json"])
def test_file_missingBesideTheWeights_isRefused(name, broken, command, tmp_path):
    folder = broken("clip")
    (folder / name).unlink()
    for other in ("processor_config.json", "vocab.json", "merges.txt", "tokenizer_config.json"):
        (folder / other).unlink(missing_ok=True)
    assert "missing" in refused(command, folder, tmp_path)


def test_pooling_unknown_isRefused(broken, command, tmp_path):
    folder = broken("sentences")
    change(folder / "1_Pooling/config.json", pooling_mode_mean_tokens=False, pooling_mode_median_tokens=True)
    assert "median" in refused(command, folder, tmp_path)


def test_modules_unknown_areRefused(broken, command, tmp_path):
    folder = broken("sentences")
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "sentence_transformers.models.WordEmbeddings"
    (folder / "modules.json").write_text(json.dumps(modules))
    assert "modules.json lists WordEmbeddings" in refused(command, folder, tmp_path)


class Trap:
    """Unpickled without care, it leaves a trace."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_pickle_holdingCode_isRefusedAndNotRun(broken, command, tmp_path):
    folder = broken("bert")
    (folder / "model.safetensors").unlink()
    torch.save({"bert.pooler.dense.bias": torch.zeros(1), "trap": Trap(folder / "ran")}, folder / "pytorch_model.bin")
    message = refused(command, folder, tmp_path)
    assert "--allow-pickle" in message and "pytorch_model.bin" in message
    assert not (folder / "ran").exists()


def test_pickle_ofTensors_isExported(broken, command, samples, tmp_path):
    folder = broken("bert")
    torch.save(safetensors.torch.load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    status, _, progress = command(folder, tmp_path / "out", "--samples", samples)
    assert status == 0, progress


def test_pickle_damaged_isRefused(broken, command, tmp_path):
    folder = broken("bert")
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({})[:-2])
    assert "pytorch_model.bin is damaged" in refused(command, folder, tmp_path)


def test_openClip_unknownArchitecture_isUsage(checkpoint, command, tmp_path):
    weights = checkpoint("openclip") / "open_clip_model.safetensors"
    status, _, message = command(weights, tmp_path / "out", "--open-clip", "no-such", "--pretrained", "openai")
    assert status == 2 and "unknown architecture 'no-such'" in message


def test_out_existing_isRefusedUnlessForced(checkpoint, command, samples, tmp_path):
    arguments = (checkpoint("vit"), tmp_path / "out", "--samples", samples)
    assert command(*arguments)[0] == 0
    before = (tmp_path / "out/manifest.json").read_bytes()
    status, _, message = command(*arguments)
    assert status == 2 and "out exists already" in message
    assert (tmp_path / "out/manifest.json").read_bytes() == before
    assert command(*arguments, "--force")[0] == 0
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_force_onAFolderOfSomethingElse_isRefused(checkpoint, command, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("dear")
    status, _, message = command(checkpoint("vit"), tmp_path / "out", "--force")
    assert status == 2 and "is no exported folder" in message
    assert (tmp_path / "out/letter.txt").read_text() == "dear"


@pytest.mark.parametrize(
    "arguments", [[], ["only-one"], ["a", "b", "--opset", "3"], ["a", "b", "--precision", "int4"], ["a", "b", "--max-loss", "2"], ["no-such-folder", "b"]]
)
def test_arguments_wrong_areUsage(arguments, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command(*arguments)[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_interrupt_whileExporting_leavesNothing(checkpoint, command, tmp_path, monkeypatch):
    from triptych_export import graph

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(graph, "write", interrupted)
    status, said, message = command(checkpoint("vit"), tmp_path / "out")
    assert (status, said) == (130, "") and "interrupted" in message
    assert list(tmp_path.iterdir()) == []


def test_parity_ofAChangedGraph_failsAndLeavesNothing(checkpoint, command, samples, tmp_path, monkeypatch):
    """The mutant: one weight of the written graph is another."""
    import onnx
    from onnx import numpy_helper

    from triptych_export import graph

    right = graph.write

    def wrong(tower, path, *more):
        right(tower, path, *more)
        model = onnx.load(path)
        tensor = next(t for t in model.graph.initializer if len(t.dims) == 2)
        values = numpy_helper.to_array(tensor).copy()
        values[:, 0] += 0.05
        tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
        onnx.save(model, path)

    monkeypatch.setattr(graph, "write", wrong)
    status, said, _ = command(checkpoint("vit"), tmp_path / "out", "--samples", samples)
    assert status == 1 and said.startswith("PARITY FAILED image-classifier")
    assert list(tmp_path.iterdir()) == []
