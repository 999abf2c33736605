from google.rpc import status_pb2 as _status_pb2
from triptych.v1 import common_pb2 as _common_pb2
from triptych.v1 import content_pb2 as _content_pb2
from triptych.v1 import tensor_pb2 as _tensor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FeaturesRequest(_message.Message):
    __slots__ = ("model", "model_version", "items", "features", "options")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    model: str
    model_version: str
    items: _containers.RepeatedCompositeFieldContainer[FeaturesItem]
    features: _containers.RepeatedScalarFieldContainer[str]
    options: FeaturesOptions
    def __init__(self, model: _Optional[str] = ..., model_version: _Optional[str] = ..., items: _Optional[_Iterable[_Union[FeaturesItem, _Mapping]]] = ..., features: _Optional[_Iterable[str]] = ..., options: _Optional[_Union[FeaturesOptions, _Mapping]] = ...) -> None: ...

class FeaturesItem(_message.Message):
    __slots__ = ("content", "id")
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    content: _content_pb2.Content
    id: str
    def __init__(self, content: _Optional[_Union[_content_pb2.Content, _Mapping]] = ..., id: _Optional[str] = ...) -> None: ...

class FeaturesOptions(_message.Message):
    __slots__ = ("truncation",)
    TRUNCATION_FIELD_NUMBER: _ClassVar[int]
    truncation: _common_pb2.Truncation
    def __init__(self, truncation: _Optional[_Union[_common_pb2.Truncation, str]] = ...) -> None: ...

class FeaturesResponse(_message.Message):
    __slots__ = ("model", "model_version", "results")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    model: str
    model_version: str
    results: _containers.RepeatedCompositeFieldContainer[FeaturesResult]
    def __init__(self, model: _Optional[str] = ..., model_version: _Optional[str] = ..., results: _Optional[_Iterable[_Union[FeaturesResult, _Mapping]]] = ...) -> None: ...

class FeaturesResult(_message.Message):
    __slots__ = ("id", "features", "error", "truncated")
    ID_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    id: str
    features: ItemFeatures
    error: _status_pb2.Status
    truncated: bool
    def __init__(self, id: _Optional[str] = ..., features: _Optional[_Union[ItemFeatures, _Mapping]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ..., truncated: bool = ...) -> None: ...

class ItemFeatures(_message.Message):
    __slots__ = ("tensors",)
    TENSORS_FIELD_NUMBER: _ClassVar[int]
    tensors: _containers.RepeatedCompositeFieldContainer[NamedTensor]
    def __init__(self, tensors: _Optional[_Iterable[_Union[NamedTensor, _Mapping]]] = ...) -> None: ...

class NamedTensor(_message.Message):
    __slots__ = ("name", "tensor")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TENSOR_FIELD_NUMBER: _ClassVar[int]
    name: str
    tensor: _tensor_pb2.Tensor
    def __init__(self, name: _Optional[str] = ..., tensor: _Optional[_Union[_tensor_pb2.Tensor, _Mapping]] = ...) -> None: ...
