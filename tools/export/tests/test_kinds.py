"""Each kind: exported, parity said, and the folder's graphs run by ONNX Runtime alone."""

import json
import math

import numpy as np
import onnxruntime
import pytest
import torch
import transformers
import yaml
from tokenizers import Tokenizer

DUAL = {"image": ("onnx/vision_model.onnx", "image_embeds"), "text": ("onnx/text_model.onnx", "text_embeds")}


def outputs(path, feed):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    named = {port.name: feed[port.name] for port in session.get_inputs()}
    return dict(zip([port.name for port in session.get_outputs()], session.run(None, named)))


def rows(tokenizer_json, texts):
    tokenizer = Tokenizer.from_file(str(tokenizer_json))
    tokenizer.enable_padding()
    encoded = tokenizer.encode_batch(texts)
    return {
        "input_ids": np.asarray([e.ids for e in encoded]),
        "attention_mask": np.asarray([e.attention_mask for e in encoded]),
        "token_type_ids": np.asarray([e.type_ids for e in encoded]),
    }


@pytest.mark.parametrize("kind", ["clip", "siglip", "vit", "bert", "sentences", "openclip", "openclip-siglip"])
def test_export_eachKind_parityIsSaidAndManifestHolds(kind, checkpoint, command, samples, tmp_path):
    status, said, progress = command(checkpoint(kind), tmp_path / "out", "--samples", samples)
    assert status == 0, progress
    assert said.startswith("PARITY ok ") and said.count("\n") == 1
    assert "[1/6] reading" in progress and "[6/6]" in progress
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    files = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert files == set(manifest["files"]) | {"manifest.json"}
    assert all(len(facts["sha256"]) == 64 for facts in manifest["files"].values())
    assert manifest["libraries"]["torch"] and manifest["checks"] == [said.strip()]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_clip_exported_towersTakeAnyBatchAndLength(checkpoint, command, samples, tmp_path):
    assert command(checkpoint("clip"), tmp_path / "out", "--samples", samples)[0] == 0
    pixels = np.random.default_rng(0).standard_normal((3, 3, 48, 48)).astype(np.float32)
    assert outputs(tmp_path / "out/onnx/vision_model.onnx", {"pixel_values": pixels})["image_embeds"].shape == (3, 24)
    for texts in (["a"], ["a cat", "two dogs playing in the snow"]):
        ids = rows(tmp_path / "out/tokenizer.json", texts)
        assert outputs(tmp_path / "out/onnx/text_model.onnx", ids)["text_embeds"].shape == (len(texts), 24)
    settings = yaml.safe_load((tmp_path / "out/model.yaml").read_text())
    assert math.isclose(settings["logit_scale"], 37.5, rel_tol=1e-6)
    assert settings["space"].startswith("clip-")


def test_siglip_exported_rowsHaveOneLengthAndBiasIsTold(checkpoint, command, samples, tmp_path):
    assert command(checkpoint("siglip"), tmp_path / "out", "--samples", samples)[0] == 0
    session = onnxruntime.InferenceSession(str(tmp_path / "out/onnx/text_model.onnx"))
    assert session.get_inputs()[0].shape == ["batch_size", 64]
    settings = yaml.safe_load((tmp_path / "out/model.yaml").read_text())
    assert settings["activation"] == "sigmoid" and settings["logit_bias"] == -12.5
    assert math.isclose(settings["logit_scale"], 110, rel_tol=1e-6)


def test_sentences_exported_vectorsAreUnitAndPaddingIsMasked(checkpoint, command, samples, tmp_path):
    assert command(checkpoint("sentences"), tmp_path / "out", "--samples", samples)[0] == 0
    alone = outputs(tmp_path / "out/onnx/model.onnx", rows(tmp_path / "out/tokenizer.json", ["a cat"]))
    both = outputs(tmp_path / "out/onnx/model.onnx", rows(tmp_path / "out/tokenizer.json", ["a cat", "two dogs in the snow"]))
    assert np.allclose(alone["sentence_embedding"][0], both["sentence_embedding"][0], atol=1e-6)
    assert np.allclose(np.linalg.norm(both["sentence_embedding"], axis=1), 1, atol=1e-6)
    assert (tmp_path / "out/1_Pooling/config.json").is_file() and (tmp_path / "out/2_Dense/model.safetensors").is_file()


def test_features_asked_towersHaveThem(checkpoint, command, samples, tmp_path):
    assert command(checkpoint("clip"), tmp_path / "out", "--features", "--samples", samples)[0] == 0
    found = outputs(tmp_path / "out/onnx/vision_model.onnx", {"pixel_values": np.zeros((2, 3, 48, 48), np.float32)})
    assert {name: value.shape for name, value in found.items()} == {
        "image_embeds": (2, 24),
        "last_hidden_state": (2, 10, 32),
        "pooler_output": (2, 32),
    }


@pytest.mark.parametrize("kind", ["vit", "bert"])
def test_features_ofAClassifier_areWhatFeedsTheHead(kind, checkpoint, command, samples, tmp_path):
    source = checkpoint(kind)
    assert command(source, tmp_path / "out", "--features", "--samples", samples)[0] == 0
    if kind == "vit":
        model = transformers.AutoModelForImageClassification.from_pretrained(source).eval()
        feed = {"pixel_values": np.random.default_rng(1).random((2, 3, 48, 48), np.float32)}
    else:
        model = transformers.AutoModelForSequenceClassification.from_pretrained(source).eval()
        feed = rows(tmp_path / "out/tokenizer.json", ["a cat"])
    found = outputs(tmp_path / "out/onnx/model.onnx", feed)
    with torch.no_grad():
        head = model.classifier(torch.from_numpy(found["backbone"])).numpy()
    assert np.allclose(head, found["logits"], atol=1e-5)


@pytest.mark.parametrize("tower", ["image", "text"])
def test_tower_asked_otherIsLeftOut(tower, checkpoint, command, samples, tmp_path):
    assert command(checkpoint("clip"), tmp_path / "out", "--tower", tower, "--samples", samples)[0] == 0
    assert [(tmp_path / "out" / file).is_file() for file, _ in DUAL.values()] == [name == tower for name in DUAL]
    assert "logit_scale" not in (tmp_path / "out/model.yaml").read_text()


def test_space_ofTowerAndReexport_isTheCheckpoints(checkpoint, command, samples, tmp_path):
    spaces = []
    for name, more in {"both": [], "image": ["--tower", "image"], "opset": ["--opset", "18"]}.items():
        assert command(checkpoint("clip"), tmp_path / name, *more, "--samples", samples)[0] == 0
        spaces.append(yaml.safe_load((tmp_path / name / "model.yaml").read_text())["space"])
    assert len(set(spaces)) == 1


def test_weights_beyondALimit_lieBesideTheGraph(checkpoint, command, samples, tmp_path):
    assert command(checkpoint("clip"), tmp_path / "out", "--external-above", 100_000, "--samples", samples)[0] == 0
    assert (tmp_path / "out/onnx/text_model.onnx_data").stat().st_size > 6_000_000
    ids = rows(tmp_path / "out/tokenizer.json", ["a cat"])
    assert outputs(tmp_path / "out/onnx/text_model.onnx", ids)["text_embeds"].shape == (1, 24)


def test_list_asked_namesEveryKind(command):
    status, said, _ = command("--list")
    assert status == 0
    assert [line.split()[0] for line in said.splitlines()] == [
        "clip",
        "siglip",
        "image-classifier",
        "text-classifier",
        "sentence-transformers",
        "open-clip",
    ]
