"""Folders of sentence-transformers: every pooling, an independent reference, and a space that names all that makes a vector."""

import json
import shutil

import numpy as np
import onnxruntime
import pytest
import safetensors.torch
import torch
import yaml
from triptych_export.kinds import sentence, sentence_reference

#: Worked out by hand for the token vectors (1, -2), (3, 4), (-1, 1), of which the first two, or all three, are the text's.
BY_HAND = {
    "cls": ([1, -2], [1, -2]),
    "max": ([3, 4], [3, 4]),
    "mean": ([2, 1], [1, 1]),
    "mean_sqrt_len_tokens": ([4 / 2**0.5, 2 / 2**0.5], [3 / 3**0.5, 3 / 3**0.5]),
    "weightedmean": ([7 / 3, 2], [4 / 6, 9 / 6]),
    "lasttoken": ([3, 4], [-1, 1]),
}
HIDDEN = [[1.0, -2.0], [3.0, 4.0], [-1.0, 1.0]]


@pytest.fixture
def folder(checkpoint, tmp_path):
    return shutil.copytree(checkpoint("sentences"), tmp_path / "in")


def pool(folder, mode):
    (folder / "1_Pooling/config.json").write_text(json.dumps({"word_embedding_dimension": 32, "pooling_mode": mode}))


def dense(folder, **changes):
    path = folder / "2_Dense/config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def space(command, folder, out, samples) -> str:
    status, _, progress = command(folder, out, "--samples", samples)
    assert status == 0, progress
    return yaml.safe_load((out / "model.yaml").read_text())["space"]


@pytest.mark.parametrize("mode", BY_HAND)
def test_pooling_eachMode_isWhatAHandWorksOut(mode):
    hidden = torch.tensor([HIDDEN, HIDDEN])
    mask = torch.tensor([[1, 1, 0], [1, 1, 1]])
    assert np.allclose(sentence.Pooling([mode])(hidden, mask).numpy(), BY_HAND[mode], atol=1e-6)


@pytest.mark.parametrize("mode", BY_HAND)
def test_reference_eachMode_isWhatAHandWorksOut(mode):
    rows = np.asarray(HIDDEN)
    found = [sentence_reference.POOLINGS[mode](rows[:count]) for count in (2, 3)]
    assert np.allclose(found, BY_HAND[mode], atol=1e-12)


@pytest.mark.parametrize("mode", [*BY_HAND, ["lasttoken", "cls"]])
def test_pooling_eachMode_isExported(mode, folder, command, samples, tmp_path):
    pool(folder, mode)
    dense(folder, in_features=32 * (len(mode) if isinstance(mode, list) else 1))
    if isinstance(mode, list):
        wide = {"linear.weight": torch.randn(24, 64, generator=torch.Generator().manual_seed(3)) / 8, "linear.bias": torch.zeros(24)}
        safetensors.torch.save_file(wide, folder / "2_Dense/model.safetensors")
    status, said, progress = command(folder, tmp_path / "out", "--samples", samples)
    assert status == 0 and said.startswith("PARITY ok sentence-transformers"), progress


def test_pooling_flagsInAnyOrder_standSideBySideInTheLibrarysOrder(folder):
    flags = {"pooling_mode_lasttoken": True, "pooling_mode_weightedmean_tokens": True, "pooling_mode_cls_token": True}
    (folder / "1_Pooling/config.json").write_text(json.dumps(flags))
    steps = sentence._steps(json.loads((folder / "modules.json").read_text()))
    assert sentence._modes(folder, steps) == ["cls", "weightedmean", "lasttoken"]


def test_pooling_withoutAMode_isTheMean(folder):
    (folder / "1_Pooling/config.json").write_text(json.dumps({"word_embedding_dimension": 32}))
    assert sentence._modes(folder, sentence._steps(json.loads((folder / "modules.json").read_text()))) == ["mean"]


@pytest.mark.parametrize("mode", BY_HAND)
def test_parity_ofAMutantOfThePooling_fails(mode, folder, command, samples, tmp_path, monkeypatch):
    """The mutants: each mode answers as another does."""
    pool(folder, mode)
    right, names = sentence.Pooling._pool, [*BY_HAND]
    other = names[(names.index(mode) + 1) % len(names)]
    monkeypatch.setattr(sentence.Pooling, "_pool", staticmethod(lambda asked, *values: right(other, *values)))
    status, said, _ = command(folder, tmp_path / "out", "--samples", samples)
    assert status == 1 and said.startswith("PARITY FAILED sentence-transformers")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("mutant", ["no activation", "not normalised", "no bias"])
def test_parity_ofAMutantBehindThePooling_fails(mutant, folder, command, samples, tmp_path, monkeypatch):
    if mutant == "no activation":
        monkeypatch.setitem(sentence.ACTIVATIONS, "Tanh", torch.nn.Identity)
    elif mutant == "not normalised":
        monkeypatch.setattr(sentence.Normalize, "forward", lambda self, rows: rows)
    else:
        monkeypatch.setattr(sentence.Dense, "forward", lambda self, rows: self.activation(rows @ self.linear.weight.T))
    assert command(folder, tmp_path / "out", "--samples", samples)[1].startswith("PARITY FAILED")


@pytest.mark.parametrize("activation", ["Tanh", "Identity", "ReLU", "GELU", "Sigmoid"])
def test_dense_eachActivation_isExported(activation, folder, command, samples, tmp_path):
    dense(folder, activation_function=f"torch.nn.modules.activation.{activation}")
    status, said, progress = command(folder, tmp_path / "out", "--samples", samples)
    assert status == 0 and said.startswith("PARITY ok"), progress


@pytest.mark.parametrize("width", [24, 32])
def test_dense_residual_isAdded(width, folder, command, samples, tmp_path):
    random = torch.Generator().manual_seed(5)
    state = {"linear.weight": torch.randn(width, 32, generator=random) / 6, "linear.bias": torch.zeros(width)}
    if width != 32:
        state["residual.weight"] = torch.randn(width, 32, generator=random) / 6
    safetensors.torch.save_file(state, folder / "2_Dense/model.safetensors")
    answers = []
    for residual in (True, False):
        dense(folder, out_features=width, use_residual=residual)
        if not residual and width != 32:
            assert "do not fit" in command(folder, tmp_path / "other", "--samples", samples)[2]
            continue
        out = tmp_path / f"residual-{residual}"
        assert command(folder, out, "--samples", samples)[0] == 0
        session = onnxruntime.InferenceSession(str(out / "onnx/model.onnx"))
        feed = {port.name: np.ones((1, 4), np.int64) for port in session.get_inputs()}
        answers.append(session.run(["sentence_embedding"], feed)[0])
    assert len(answers) == 1 or np.abs(answers[0] - answers[1]).max() > 0.01


def test_dense_onTokenVectors_isRefused(folder, command, tmp_path):
    dense(folder, module_input_name="token_embeddings")
    status, _, message = command(folder, tmp_path / "out")
    assert status == 1 and "module_input_name" in message


def test_settings_ofAnotherFamilysName_areRead(folder, command, samples, tmp_path):
    (folder / "sentence_bert_config.json").rename(folder / "sentence_roberta_config.json")
    (folder / "sentence_roberta_config.json").write_text(json.dumps({"max_seq_length": 4, "do_lower_case": True}))
    assert command(folder, tmp_path / "out", "--samples", samples)[0] == 0
    assert (tmp_path / "out/sentence_roberta_config.json").is_file()
    assert sentence._settings(folder, 64) == (True, 4)


@pytest.mark.parametrize(
    "name, text",
    [
        ("sentence_bert_config.json", '{"max_seq_length": 5, "do_lower_case": false}'),
        ("vocab.txt", None),
        ("tokenizer_config.json", '{"tokenizer_class": "BertTokenizer", "model_max_length": 6}'),
        ("2_Dense/config.json", None),
        ("1_Pooling/config.json", '{"pooling_mode": "max"}'),
    ],
)
def test_space_ofFilesThatChangeVectors_isAnother(name, text, folder, command, samples, tmp_path):
    if name == "vocab.txt":
        (folder / "tokenizer.json").unlink(missing_ok=True)
        vocab = [piece for piece, _ in sorted(_vocabulary(folder).items(), key=lambda entry: entry[1])]
        (folder / name).write_text("\n".join(vocab) + "\n", encoding="utf-8")
    before = space(command, folder, tmp_path / "before", samples)
    if name == "vocab.txt":
        vocab[-1], vocab[-2] = vocab[-2], vocab[-1]
        text = "\n".join(vocab) + "\n"
    if name == "2_Dense/config.json":
        dense(folder, activation_function="torch.nn.modules.linear.Identity")
    else:
        (folder / name).write_text(text, encoding="utf-8")
    assert space(command, folder, tmp_path / "after", samples) != before


def _vocabulary(folder) -> dict[str, int]:
    import checkpoints

    return checkpoints.word_pieces().get_vocab()
