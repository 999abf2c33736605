"""Trains the head of the image tower on what features.py wrote: python train.py DATA OUT, after build.py; writes OUT/head.npz.

A drawing is pulled to its name and pushed from all other names (cross-entropy over cosines); a photo stays where ConSE puts it.
"""

import json
import sys
from pathlib import Path

import classes
import numpy as np
import torch
from evaluate import MINI
from features import OUTPUTS, drawings
from image_tower import FAR, TEMPERATURE, TOP_K
from text_tower import Encoder
from torch.nn import functional

HIDDEN, EPOCHS, BATCH, RATE, DECAY = 512, 8, 256, 1e-3, 0.05
TEMPLATES = {"{}": 0.5, "a photo of a {}": 0.35, "an emoji of {}": 0.15}
CLASSES = OUTPUTS[0][1]


class Head(torch.nn.Module):
    """Seen features and ConSE's vector to the mixed vector and the gate."""

    def __init__(self, seen, size):
        super().__init__()
        self.hidden, self.output, self.gate = torch.nn.Linear(seen, HIDDEN), torch.nn.Linear(HIDDEN, size), torch.nn.Linear(seen, 1)
        self.drop_input, self.drop_hidden = torch.nn.Dropout(0.1), torch.nn.Dropout(0.3)
        self.log_scale = torch.nn.Parameter(torch.tensor(3.4))
        torch.nn.init.zeros_(self.gate.weight)

    def forward(self, seen, conse):
        seen = self.drop_input(seen)
        drawn = functional.normalize(self.output(self.drop_hidden(torch.relu(self.hidden(seen)))), dim=1)
        gate = torch.sigmoid(self.gate(seen))
        return functional.normalize((1 - gate) * conse + gate * drawn, dim=1), gate[:, 0]


def conse(logits, vectors):
    scaled = logits.astype(np.float32) / TEMPERATURE
    scaled = np.where(scaled < np.partition(scaled, -TOP_K, axis=1)[:, [-TOP_K]], -1e4, scaled)
    weights = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    mixed = weights @ vectors
    return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


def groups(listed, names):
    """For each name the number of its group: names that sets give the same code point are one."""
    place, parent, first = {name: i for i, name in enumerate(names)}, list(range(len(names))), {}

    def root(i):
        while parent[i] != i:
            i = parent[i]
        return i

    for drawing in listed:
        if drawing.code:
            parent[root(place[drawing.name])] = root(first.setdefault(drawing.code, place[drawing.name]))
    return torch.tensor([root(i) for i in range(len(names))])


def loss_of(head, seen, conse, labels, photo, texts, group):
    """Labels are places in texts, -1 for a photo without a name."""
    vectors, gate = head(seen, conse)
    named = labels >= 0
    logits = head.log_scale.exp() * vectors[named] @ texts.T
    own = group[None, :] == group[labels[named]][:, None]
    naming = (torch.logsumexp(logits, 1) - torch.logsumexp(logits.masked_fill(~own, -1e4), 1)).mean()
    kept = (1 - (vectors * conse).sum(1))[photo].mean() if photo.any() else 0
    return naming + kept + 0.2 * functional.binary_cross_entropy(gate.clamp(1e-4, 1 - 1e-4), 1 - photo.float())


def train(seen, conse, labels, photo, texts, group):
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    head = Head(seen.shape[1], conse.shape[1])
    weights = [p for p in head.parameters() if p.ndim > 1]
    others = [p for p in head.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": weights, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}], lr=RATE)
    batches = len(seen) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=EPOCHS * batches + 1, pct_start=0.15)
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in torch.tensor(random.permutation(len(seen))[:batches * BATCH]).split(BATCH):
            chosen = texts[random.choice(len(TEMPLATES), p=list(TEMPLATES.values()))]
            loss = loss_of(head, seen[batch], conse[batch], labels[batch], photo[batch], chosen, group)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / batches:.3f}", flush=True)
    return head


def main(data, out):
    listed = drawings(data)
    rows = [json.loads(line) for part in (0, 1) for line in (out / f"rows{part}.txt").read_text().splitlines()]
    features = np.concatenate([np.load(out / f"features{part}.npy") for part in (0, 1)])
    encode = Encoder(MINI / "text")
    names = sorted({listed[place].name for kind, place in rows if kind == "drawing"})
    texts = torch.tensor(np.stack([[encode(t.replace("{}", name)) for name in names] for t in TEMPLATES]), dtype=torch.float32)
    place = {name: i for i, name in enumerate(names)}
    labels = torch.tensor([place[listed[at].name] if kind == "drawing" else -1 for kind, at in rows])
    photo = torch.tensor([kind == "photo" or listed[at].photo for kind, at in rows])
    seen = features[:, CLASSES:].astype(np.float32)
    mean, scale = seen.mean(axis=0), 1 / (seen.std(axis=0) + 1e-3)
    kept = torch.tensor(conse(features[:, :CLASSES], classes.vectors(encode)))
    head = train(torch.tensor(np.clip((seen - mean) * scale, -FAR, FAR)), kept, labels, photo, texts,
                 groups([d for d in listed if d.name in place], names))
    layers = {f"{layer}.{part}": getattr(getattr(head, layer), part).detach().numpy()
              for layer in ("hidden", "output", "gate") for part in ("weight", "bias")}
    np.savez(out / "head.npz", mean=mean, scale=scale, **layers)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
