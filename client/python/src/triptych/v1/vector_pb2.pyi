from triptych.v1 import tensor_pb2 as _tensor_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Vector(_message.Message):
    __slots__ = ("data", "dtype", "dim", "space", "normalized")
    DATA_FIELD_NUMBER: _ClassVar[int]
    DTYPE_FIELD_NUMBER: _ClassVar[int]
    DIM_FIELD_NUMBER: _ClassVar[int]
    SPACE_FIELD_NUMBER: _ClassVar[int]
    NORMALIZED_FIELD_NUMBER: _ClassVar[int]
    data: bytes
    dtype: _tensor_pb2.DataType
    dim: int
    space: str
    normalized: bool
    def __init__(self, data: _Optional[bytes] = ..., dtype: _Optional[_Union[_tensor_pb2.DataType, str]] = ..., dim: _Optional[int] = ..., space: _Optional[str] = ..., normalized: bool = ...) -> None: ...
