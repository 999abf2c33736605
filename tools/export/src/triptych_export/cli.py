"""The command `triptych-export`."""

import argparse
import os
import signal
import sys
from pathlib import Path

from triptych_export import __version__
from triptych_export.errors import Refusal, Usage
from triptych_export.options import EXTERNAL_ABOVE, PRECISIONS, SCALES, Options

EPILOG = """\
exit status: 0 the folder is there and equal; 1 refused or not equal, nothing is left; 2 usage; 130 interrupted, nothing is left.
Nothing is downloaded: MODEL is a folder on this machine."""


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        prog="triptych-export",
        description="Turns a checkpoint of a training tool into a model folder that Triptych serves, and checks that both answer the same.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("model", metavar="MODEL", nargs="?", type=Path, help="folder of the checkpoint; with --open-clip its file of weights")
    p.add_argument("out", metavar="OUT", nargs="?", type=Path, help="folder to make; refused when it exists")
    p.add_argument("--list", action="store_true", help="print the kinds of checkpoints and end")
    p.add_argument("--version", action="version", version=f"triptych-export {__version__}")
    p.add_argument("--precision", choices=PRECISIONS, default="fp32", help="numbers of the weights (default fp32)")
    p.add_argument("--tower", choices=("image", "text"), help="export one tower alone (default both)")
    p.add_argument("--features", action="store_true", help="add outputs for the server's features: last_hidden_state and pooler_output of towers, backbone of a classifier")
    p.add_argument("--opset", type=int, default=17, metavar="N", help="ONNX operator set, 14 to 20 (default 17)")
    p.add_argument("--force", action="store_true", help="replace OUT when it is an exported folder")
    p.add_argument("--samples", type=Path, metavar="DIR", help="pictures and *.txt files (a text a line) to compare on (default: made up)")
    p.add_argument("--open-clip", metavar="ARCH", help="MODEL is a file of OpenCLIP weights for this architecture, such as ViT-B-32")
    pictures = p.add_mutually_exclusive_group()
    pictures.add_argument("--pretrained", metavar="TAG", help="with --open-clip: pictures as for these published weights, such as laion2b_s34b_b79k")
    pictures.add_argument("--preprocess", metavar="FILE|default", help="with --open-clip: pictures as open_clip_config.json says, or OpenCLIP's defaults")
    p.add_argument("--tokenizer", type=Path, metavar="DIR", help="OpenCLIP: the folder of a tokenizer that does not lie with the weights")
    p.add_argument("--allow-pickle", action="store_true", help="read pickled weights that hold more than tensors: they can run code")
    small = p.add_argument_group("int8 and fp16")
    small.add_argument("--same-space", action="store_true", help="declare the vectors compatible with those of the fp32 export")
    small.add_argument("--min-agreement", type=float, default=0.99, metavar="X", help="least share of equal neighbours (default 0.99)")
    small.add_argument("--max-loss", type=float, default=0.01, metavar="X", help="largest 1 - cosine of any sample (default 0.01)")
    small.add_argument("--scales", choices=SCALES, default="row", help="int8: one scale a row, or one a tensor as ONNX Runtime's own tool")
    small.add_argument("--weight-bits", type=int, choices=(7, 8), default=7, help="int8: 8 is exact with VNNI or AMX alone (default 7)")
    p.add_argument("--external-above", type=int, default=EXTERNAL_ABOVE, metavar="BYTES", help=argparse.SUPPRESS)
    return p


def main(arguments: list[str] | None = None) -> int:
    """Runs the command and answers its exit status."""
    p = parser()
    given = p.parse_args(arguments)
    if given.list:
        return _list()
    if given.model is None or given.out is None:
        p.error("MODEL and OUT are required")
    if not 14 <= given.opset <= 20:
        p.error(f"--opset: 14 to 20, got {given.opset}")
    for name in ("min_agreement", "max_loss"):
        if not 0 <= getattr(given, name) <= 1:
            p.error(f"--{name.replace('_', '-')}: 0 to 1, got {getattr(given, name):g}")
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _run(_options(given))
    finally:
        signal.signal(signal.SIGTERM, previous)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _run(options: Options) -> int:
    # Before the libraries are loaded: they must not look at the network.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", OMP_WAIT_POLICY="passive", TOKENIZERS_PARALLELISM="false")
    try:
        from triptych_export import pipeline
        from triptych_export.progress import Progress

        for line in pipeline.export(options, Progress(6 if options.precision == "fp32" else 7)):
            print(line, flush=True)
        return 0
    except Refusal as e:
        print(e if str(e).startswith("PARITY") else f"triptych-export: {e}", file=sys.stdout if str(e).startswith("PARITY") else sys.stderr)
        return 1
    except Usage as e:
        print(f"triptych-export: {e}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("triptych-export: interrupted, nothing was written", file=sys.stderr)
        return 130


def _list() -> int:
    from triptych_export import kinds

    for kind in kinds.ALL:
        print(f"{kind.name:22} {kind.what}")
    return 0


def _options(given: argparse.Namespace) -> Options:
    return Options(
        model=given.model,
        out=given.out,
        precision=given.precision,
        tower=given.tower,
        features=given.features,
        opset=given.opset,
        force=given.force,
        samples=given.samples,
        allow_pickle=given.allow_pickle,
        open_clip=given.open_clip,
        pretrained=given.pretrained,
        preprocess=given.preprocess,
        tokenizer=given.tokenizer,
        same_space=given.same_space,
        min_neighbours=given.min_agreement,
        max_loss=given.max_loss,
        scales=given.scales,
        weight_bits=given.weight_bits,
        external_above=given.external_above,
    )
