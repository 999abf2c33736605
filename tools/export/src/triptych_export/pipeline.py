"""The way from a checkpoint to a folder, step by step."""

import warnings

import numpy as np
import torch
import transformers

from triptych_export import graph, kinds, parity, quantise, samples
from triptych_export.errors import Refusal
from triptych_export.export import Export, Tower
from triptych_export.folder import OutputFolder, write_manifest, write_settings
from triptych_export.options import Options
from triptych_export.progress import Progress


def export(options: Options, progress: Progress) -> list[str]:
    """Writes the folder and answers the result lines; without equality, or on any error, no folder is left."""
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    torch.backends.mha.set_fastpath_enabled(False)  # a fused product that has no ONNX
    with OutputFolder(options.out, options.force) as out:
        progress.step("reading the checkpoint")
        kind, config = kinds.detect(options)
        progress.done(f"kind: {kind.name}")
        progress.step("loading the weights")
        export = kind.opens(options, samples.load(options.samples), config)
        progress.done(", ".join(f"{tower.name}: {_millions(tower):.1f} M numbers" for tower in export.towers))
        for note in export.notes:
            progress.note(note)
        progress.step(f"writing the graphs, opset {options.opset}")
        for tower in export.towers:
            graph.write(tower, out.path / tower.file, options.opset, options.external_above)
            progress.done(tower.file)
        progress.step("writing configuration" + (" and tokenizer" if export.tokens else ""))
        export.write_files(out.path)
        progress.step("comparing ONNX Runtime with torch")
        wanted = {tower.name: parity.reference(tower) for tower in export.towers}
        lines = [_parity(export, options, out, wanted, progress)]
        comments = list(export.notes)
        if options.precision != "fp32":
            progress.step(f"converting to {options.precision}, and measuring the loss")
            found, more = _convert(export, options, out, wanted, progress)
            lines.append(found)
            comments += more
        progress.step(f"naming the folder {options.out.name}")
        _describe(export, options, out, comments, lines)
        out.commit()
        return lines


def _millions(tower: Tower) -> float:
    return sum(parameter.numel() for parameter in tower.module.parameters()) / 1e6


def _parity(export: Export, options: Options, out: OutputFolder, wanted: dict[str, np.ndarray], progress: Progress) -> str:
    found = []
    for tower in export.towers:
        found.append(parity.compare(tower, parity.Runner(tower, out.path / tower.file), wanted[tower.name]))
        progress.done(str(found[-1]))
    facts = [str(one) for one in found]
    ok = all(one.ok for one in found)
    if export.tokens:
        equal, of = export.tokens(out.path)
        ok = ok and equal == of
        facts.append(f"tokens equal {equal} of {of}")
    line = f"PARITY {'ok' if ok else 'FAILED'} {export.kind}; " + "; ".join(facts)
    if not ok:
        raise Refusal(line)
    return line


def _convert(export: Export, options: Options, out: OutputFolder, wanted: dict[str, np.ndarray], progress: Progress) -> tuple[str, list[str]]:
    found = []
    for tower in export.towers:
        path = out.path / tower.file
        quantise.convert(path, options)
        found.append(quantise.loss(tower, path, wanted[tower.name]))
        progress.done(str(found[-1]))
    ok = all(one.within(options) for one in found)
    line = f"LOSS {'ok' if ok else 'TOO LARGE'} {options.precision}; " + "; ".join(str(one) for one in found)
    bound = f"agreement >= {options.min_neighbours:g}, worst 1-cos <= {options.max_loss:g}"
    if not ok:
        raise Refusal(f"{line}; the bound is {bound} (--min-agreement, --max-loss)")
    comments = [f"{options.precision}. {one}." for one in found]
    dependent = [one for one in found if not one.batch_invariant]
    if dependent:
        comments.append("Vectors depend on who shares the batch; --scales row makes them independent.")
    return f"{line}; bound: {bound}", comments


def _describe(export: Export, options: Options, out: OutputFolder, comments: list[str], lines: list[str]) -> None:
    settings = dict(export.settings)
    if export.space is not None:
        own = options.precision != "fp32" and not options.same_space
        settings["space"] = f"{export.name}-{export.space[:16]}" + (f"-{options.variant}" if own else "")
        comments.append("The space is the checkpoint's: every export of the same weights and preprocessing names it so.")
        if own:
            comments.append(f"This {options.precision} variant is a space of its own; --same-space declares its vectors compatible.")
    write_settings(out.path, comments, settings)
    facts = {"kind": export.kind, "precision": options.precision, "opset": options.opset, "checks": lines}
    write_manifest(out.path, facts)
