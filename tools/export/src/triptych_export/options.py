"""What the user asked for."""

from dataclasses import dataclass
from pathlib import Path

PRECISIONS = ("fp32", "fp16", "int8")
SCALES = ("row", "tensor")
#: A protobuf message ends at 2 GiB; weights beyond lie beside the graph.
EXTERNAL_ABOVE = 2**31 - 2**20


@dataclass(frozen=True)
class Options:
    """Arguments of one export; `cli` documents each."""

    model: Path
    out: Path
    precision: str = "fp32"
    tower: str | None = None
    features: bool = False
    opset: int = 17
    force: bool = False
    samples: Path | None = None
    allow_pickle: bool = False
    open_clip: str | None = None
    pretrained: str | None = None
    preprocess: str | None = None
    tokenizer: Path | None = None
    same_space: bool = False
    min_neighbours: float = 0.99
    max_loss: float = 0.01
    scales: str = "row"
    weight_bits: int = 7
    external_above: int = EXTERNAL_ABOVE

    @property
    def variant(self) -> str:
        """What names the numbers: exports of one checkpoint answer equal vectors where it is equal."""
        return f"int8-{self.scales}-{self.weight_bits}bit" if self.precision == "int8" else self.precision
