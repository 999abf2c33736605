"""A file of OpenCLIP weights: how its pictures were prepared is told, never guessed."""

import json

import open_clip
import pytest
import yaml

HALF = [0.5, 0.5, 0.5]


@pytest.fixture
def weights(checkpoint, monkeypatch):
    """A file of weights that fits every architecture: each has the tiny model's configuration, and its own activation."""
    config = json.loads((checkpoint("openclip") / "open_clip_config.json").read_text())["model_cfg"]
    known = open_clip.get_model_config

    def tiny(name):
        real = known(name)
        return None if real is None else {**config, **{key: real[key] for key in ("quick_gelu",) if key in real}}

    monkeypatch.setattr(open_clip, "get_model_config", tiny)
    return checkpoint("openclip") / "open_clip_model.safetensors"


def prepared(folder) -> dict:
    return json.loads((folder / "open_clip_config.json").read_text())["preprocess_cfg"]


def test_file_withoutPreprocessing_isUsage(weights, command, tmp_path):
    status, said, message = command(weights, tmp_path / "out", "--open-clip", "ViT-L-14")
    assert (status, said) == (2, "")
    assert "--pretrained" in message and "--preprocess" in message and "laion2b_s32b_b82k" in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "architecture, tag, mean, mode, interpolation",
    [
        ("ViT-L-14", "laion2b_s32b_b82k", HALF, "shortest", "bicubic"),
        ("ViT-L-14", "laion2b-s32b-b82k", HALF, "shortest", "bicubic"),
        ("ViT-B-16-SigLIP", "webli", HALF, "squash", "bicubic"),
        ("ViT-L-14-CLIPA", "datacomp1b", [0.485, 0.456, 0.406], "squash", "bilinear"),
    ],
)
def test_pretrained_tag_picturesAreAsItsTableSays(architecture, tag, mean, mode, interpolation, weights, command, samples, tmp_path):
    arguments = ("--open-clip", architecture, "--pretrained", tag, "--samples", samples)
    status, _, progress = command(weights, tmp_path / "out", *arguments)
    assert status == 0, progress
    found = prepared(tmp_path / "out")
    assert (found["mean"], found["resize_mode"], found["interpolation"], found["size"]) == (mean, mode, interpolation, [48, 48])
    for told in (progress, (tmp_path / "out/model.yaml").read_text()):
        assert f"resize {mode}, {interpolation}" in told and "OpenCLIP's table" in told


def test_pretrained_trainedWithAnotherActivation_namesTheArchitecture(weights, command, samples, tmp_path):
    status, _, message = command(weights, tmp_path / "out", "--open-clip", "ViT-B-32", "--pretrained", "openai")
    assert status == 2 and "QuickGELU" in message and "--open-clip ViT-B-32-quickgelu" in message
    arguments = ("--open-clip", "ViT-B-32-quickgelu", "--pretrained", "openai", "--samples", samples)
    status, _, progress = command(weights, tmp_path / "out", *arguments)
    assert status == 0, progress
    assert "QuickGELU" in (tmp_path / "out/model.yaml").read_text()


def test_pretrained_unknownTag_isUsageWithTheKnown(weights, command, tmp_path):
    status, _, message = command(weights, tmp_path / "out", "--open-clip", "ViT-L-14", "--pretrained", "no-such")
    assert status == 2 and "'no-such'" in message and "datacomp_xl_s13b_b90k" in message


@pytest.mark.parametrize("wrapped", [True, False])
def test_preprocess_file_isUsed(wrapped, weights, command, samples, tmp_path):
    stated = {"size": 224, "mean": HALF, "std": [0.25, 0.25, 0.25], "resize_mode": "squash", "interpolation": "bilinear"}
    (tmp_path / "in.json").write_text(json.dumps({"preprocess_cfg": stated} if wrapped else stated))
    arguments = ("--open-clip", "ViT-B-32", "--preprocess", tmp_path / "in.json", "--samples", samples)
    status, _, progress = command(weights, tmp_path / "out", *arguments)
    assert status == 0, progress
    found = prepared(tmp_path / "out")
    assert found["std"] == [0.25, 0.25, 0.25] and found["resize_mode"] == "squash" and found["size"] == [48, 48]
    assert "in.json" in (tmp_path / "out/model.yaml").read_text()


def test_preprocess_default_isToldInModelYaml(weights, command, samples, tmp_path):
    arguments = ("--open-clip", "ViT-B-32", "--preprocess", "default", "--samples", samples)
    status, _, progress = command(weights, tmp_path / "out", *arguments)
    assert status == 0, progress
    told = (tmp_path / "out/model.yaml").read_text()
    assert "mean 0.48145466 0.4578275 0.40821073" in told and "OpenCLIP's defaults" in told
    assert set(yaml.safe_load(told)) == {"logit_scale", "space"}


@pytest.mark.parametrize(
    "text, word",
    [
        ("{", "not JSON"),
        ("[]", "mean and std"),
        ('{"image_mean": [0.5, 0.5, 0.5]}', "mean and std"),
        ('{"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5]}', "std"),
        ('{"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0]}', "std"),
        ('{"mean": [0.5, "x", 0.5], "std": [0.5, 0.5, 0.5]}', "mean"),
        ('{"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "resize_mode": "crop"}', "resize_mode"),
        ('{"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "random"}', "interpolation"),
    ],
)
def test_preprocess_damagedFile_isRefused(text, word, weights, command, tmp_path):
    (tmp_path / "in.json").write_text(text)
    status, _, message = command(weights, tmp_path / "out", "--open-clip", "ViT-B-32", "--preprocess", tmp_path / "in.json")
    assert status == 1 and "in.json" in message and word in message, message
    assert [p.name for p in tmp_path.iterdir()] == ["in.json"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--pretrained", "openai"),
        ("--preprocess", "default"),
        ("--open-clip", "ViT-B-32", "--pretrained", "openai", "--preprocess", "default"),
        ("--open-clip", "ViT-B-32", "--preprocess", "no-such.json"),
    ],
)
def test_preprocessing_askedInAWayThatCannotBe_isUsage(arguments, weights, command, tmp_path):
    assert command(weights, tmp_path / "out", *arguments)[0] == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", [{}, {"mean": HALF, "std": HALF, "interpolation": "bicubic"}])
def test_folder_thatDoesNotSayAll_isToldOf(left, checkpoint, command, samples, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    config = json.loads((checkpoint("openclip") / "open_clip_config.json").read_text())
    (source / "open_clip_config.json").write_text(json.dumps({**config, "preprocess_cfg": left}))
    (source / "open_clip_model.safetensors").symlink_to(checkpoint("openclip") / "open_clip_model.safetensors")
    status, _, progress = command(source, tmp_path / "out", "--samples", samples)
    assert status == 0, progress
    missing = ", ".join(key for key in ("mean", "std", "interpolation", "resize_mode") if key not in left)
    for told in (progress, (tmp_path / "out/model.yaml").read_text()):
        assert f"does not say {missing}: OpenCLIP's defaults are taken" in told


def test_folder_thatSaysAll_needsNoWord(checkpoint, command, samples, tmp_path):
    assert command(checkpoint("openclip"), tmp_path / "out", "--samples", samples)[0] == 0
    assert "defaults" not in (tmp_path / "out/model.yaml").read_text()


def test_openclip_tokenizerOfTransformers_towersAndScalarsAreTold(checkpoint, command, samples, tmp_path):
    status, said, message = command(checkpoint("openclip-siglip"), tmp_path / "out", "--samples", samples)
    assert status == 0, message
    assert "tokens equal" in said
    assert json.loads((tmp_path / "out/tokenizer_config.json").read_text())["pad_token"] == "<pad>"
    assert "logit_bias: -12.5" in (tmp_path / "out/model.yaml").read_text()


def without_tokenizer(checkpoint, folder, **text):
    folder.mkdir()
    source = checkpoint("openclip-siglip")
    config = json.loads((source / "open_clip_config.json").read_text())
    config["model_cfg"]["text_cfg"] |= text
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    (folder / "open_clip_model.safetensors").symlink_to(source / "open_clip_model.safetensors")
    return folder


def test_openclip_tokenizerElsewhere_isAskedForAndTakenFromItsFolder(checkpoint, command, samples, tmp_path):
    source = without_tokenizer(checkpoint, tmp_path / "weights")
    status, _, message = command(source, tmp_path / "out", "--samples", samples)
    assert status == 1 and "'some/SigLIP'" in message and "--tokenizer DIR" in message and "--tower image" in message
    status, said, message = command(source, tmp_path / "out", "--samples", samples, "--tokenizer", checkpoint("openclip-siglip"))
    assert status == 0 and "tokens equal" in said, message


def test_openclip_settingOfATokenizerThatTheServerLacks_isRefusedByName(checkpoint, command, tmp_path):
    source = without_tokenizer(checkpoint, tmp_path / "weights", tokenizer_kwargs={"language": "en"})
    status, _, message = command(source, tmp_path / "out", "--tokenizer", checkpoint("openclip-siglip"))
    assert status == 1 and "'language'" in message


def test_openclip_tokenizerForOpenClipsOwn_isAUsageError(checkpoint, command, tmp_path):
    status, _, message = command(checkpoint("openclip"), tmp_path / "out", "--tokenizer", checkpoint("openclip-siglip"))
    assert status == 2 and "--tokenizer" in message
