from google.rpc import status_pb2 as _status_pb2
from triptych.v1 import common_pb2 as _common_pb2
from triptych.v1 import content_pb2 as _content_pb2
from triptych.v1 import vector_pb2 as _vector_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EmbedRequest(_message.Message):
    __slots__ = ("model", "model_version", "items", "options")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    model: str
    model_version: str
    items: _containers.RepeatedCompositeFieldContainer[EmbedItem]
    options: EmbedOptions
    def __init__(self, model: _Optional[str] = ..., model_version: _Optional[str] = ..., items: _Optional[_Iterable[_Union[EmbedItem, _Mapping]]] = ..., options: _Optional[_Union[EmbedOptions, _Mapping]] = ...) -> None: ...

class EmbedItem(_message.Message):
    __slots__ = ("content", "id")
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    content: _content_pb2.Content
    id: str
    def __init__(self, content: _Optional[_Union[_content_pb2.Content, _Mapping]] = ..., id: _Optional[str] = ...) -> None: ...

class EmbedOptions(_message.Message):
    __slots__ = ("normalize", "truncation", "expect_space", "prompt", "dim")
    NORMALIZE_FIELD_NUMBER: _ClassVar[int]
    TRUNCATION_FIELD_NUMBER: _ClassVar[int]
    EXPECT_SPACE_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    DIM_FIELD_NUMBER: _ClassVar[int]
    normalize: bool
    truncation: _common_pb2.Truncation
    expect_space: str
    prompt: str
    dim: int
    def __init__(self, normalize: bool = ..., truncation: _Optional[_Union[_common_pb2.Truncation, str]] = ..., expect_space: _Optional[str] = ..., prompt: _Optional[str] = ..., dim: _Optional[int] = ...) -> None: ...

class EmbedResponse(_message.Message):
    __slots__ = ("model", "model_version", "results")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    model: str
    model_version: str
    results: _containers.RepeatedCompositeFieldContainer[EmbedResult]
    def __init__(self, model: _Optional[str] = ..., model_version: _Optional[str] = ..., results: _Optional[_Iterable[_Union[EmbedResult, _Mapping]]] = ...) -> None: ...

class EmbedResult(_message.Message):
    __slots__ = ("id", "vector", "error", "truncated")
    ID_FIELD_NUMBER: _ClassVar[int]
    VECTOR_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    id: str
    vector: _vector_pb2.Vector
    error: _status_pb2.Status
    truncated: bool
    def __init__(self, id: _Optional[str] = ..., vector: _Optional[_Union[_vector_pb2.Vector, _Mapping]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ..., truncated: bool = ...) -> None: ...

class EmbedStreamRequest(_message.Message):
    __slots__ = ("setup", "item")
    SETUP_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    setup: EmbedStreamSetup
    item: EmbedItem
    def __init__(self, setup: _Optional[_Union[EmbedStreamSetup, _Mapping]] = ..., item: _Optional[_Union[EmbedItem, _Mapping]] = ...) -> None: ...

class EmbedStreamSetup(_message.Message):
    __slots__ = ("model", "model_version", "options")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    model: str
    model_version: str
    options: EmbedOptions
    def __init__(self, model: _Optional[str] = ..., model_version: _Optional[str] = ..., options: _Optional[_Union[EmbedOptions, _Mapping]] = ...) -> None: ...

class EmbedStreamResponse(_message.Message):
    __slots__ = ("result", "model_version")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    result: EmbedResult
    model_version: str
    def __init__(self, result: _Optional[_Union[EmbedResult, _Mapping]] = ..., model_version: _Optional[str] = ...) -> None: ...
