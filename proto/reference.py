"""Prints docs/reference/api.md: the typed API as the comments of its protos state it.

Usage: reference.py DESCRIPTOR_SET, a set with source information; client/generate.sh runs it.
"""

import sys

from google.protobuf import descriptor_pb2

FIELD, SERVICE, MESSAGE, ENUM = 2, 6, 4, 5  # Field numbers in FileDescriptorProto, which paths of comments consist of.
ORDER = ["embed", "classify", "rank", "features", "models", "content", "vector", "tensor", "common"]
SCALARS = {
    value: name.removeprefix("TYPE_").lower() for name, value in descriptor_pb2.FieldDescriptorProto.Type.items()
}
Field = descriptor_pb2.FieldDescriptorProto


class File:
    """A proto file and its comments by path."""

    def __init__(self, proto):
        self.proto = proto
        self.comments = {tuple(at.path): at.leading_comments.strip() for at in proto.source_code_info.location}
        self.title = next(
            (at.leading_detached_comments or [""])[0] for at in proto.source_code_info.location if list(at.path) == [12]
        )
        self.title = (self.title or self.comments.get((12,), "")).strip()

    def text(self, *path):
        """A comment as paragraphs of Markdown."""
        return self.comments.get(path, "").replace("\n ", "\n")

    def cell(self, *path):
        """A comment as a cell of a table."""
        return " ".join(self.comments.get(path, "").split()).replace("|", "\\|")


def link(name):
    """A type as a link into this page; types of others by name."""
    short = name.removeprefix(".triptych.v1.")
    return f"[{short}](#{short.lower().replace('.', '')})" if short != name else f"`{name.removeprefix('.')}`"


def type_of(field):
    kind = link(field.type_name) if field.type_name else SCALARS[field.type]
    if field.label == Field.LABEL_REPEATED:
        return f"repeated {kind}"
    return f"optional {kind}" if field.proto3_optional else kind


def service(file, index, proto):
    yield f"### {proto.name}\n\n{file.text(SERVICE, index)}\n"
    for at, method in enumerate(proto.method):
        asks = ("stream " if method.client_streaming else "") + link(method.input_type)
        answers = ("stream " if method.server_streaming else "") + link(method.output_type)
        yield f"**{method.name}**: {asks} → {answers}\n\n{file.text(SERVICE, index, FIELD, at)}\n"


def message(file, index, proto):
    yield f"### {proto.name}\n\n{file.text(MESSAGE, index)}\n"
    if not proto.field:
        return
    yield "| field | | type | |\n|---|---|---|---|"
    for at, field in enumerate(proto.field):
        words = file.cell(MESSAGE, index, FIELD, at)
        if field.HasField("oneof_index") and not field.proto3_optional:
            words = f"*one of `{proto.oneof_decl[field.oneof_index].name}`.* {words}"
        yield f"| `{field.name}` | {field.number} | {type_of(field)} | {words} |"
    yield ""
    real = {f.oneof_index for f in proto.field if f.HasField("oneof_index") and not f.proto3_optional}
    for at in sorted(real):
        yield f"`{proto.oneof_decl[at].name}`: {file.text(MESSAGE, index, 8, at)}\n"


def enum(file, index, proto):
    yield f"### {proto.name}\n\n{file.text(ENUM, index)}\n"
    yield "| value | | |\n|---|---|---|"
    for at, value in enumerate(proto.value):
        yield f"| `{value.name}` | {value.number} | {file.cell(ENUM, index, FIELD, at)} |"
    yield ""


def page(files):
    yield "# API reference: `triptych.v1`\n"
    yield "Generated from the comments of `proto/src/main/proto/triptych/v1` by `client/generate.sh`; do not edit."
    yield "Conventions that hold for all of it stand in [proto/README.md](../../proto/README.md), errors in"
    yield "[errors.md](../errors.md).\n"
    for file in files:
        name = file.proto.name.rsplit("/", 1)[-1]
        yield f"## {name}\n\n{file.title}\n"
        for write, protos in ((service, file.proto.service), (message, file.proto.message_type), (enum, file.proto.enum_type)):
            for index, proto in enumerate(protos):
                yield from write(file, index, proto)


def main():
    described = descriptor_pb2.FileDescriptorSet.FromString(open(sys.argv[1], "rb").read())
    known = {name: place for place, name in enumerate(ORDER)}

    def place(proto):
        name = proto.name.rsplit("/", 1)[-1].removesuffix(".proto")
        return known.get(name, len(known)), name

    files = [File(proto) for proto in sorted(described.file, key=place)]
    print("\n".join(page(files)).rstrip())


main()
