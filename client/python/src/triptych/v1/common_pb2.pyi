from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class Truncation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRUNCATION_UNSPECIFIED: _ClassVar[Truncation]
    TRUNCATION_END: _ClassVar[Truncation]
    TRUNCATION_REFUSE: _ClassVar[Truncation]

class Task(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_UNSPECIFIED: _ClassVar[Task]
    TASK_EMBED: _ClassVar[Task]
    TASK_CLASSIFY: _ClassVar[Task]
    TASK_RANK: _ClassVar[Task]
    TASK_MATCH: _ClassVar[Task]
    TASK_FEATURES: _ClassVar[Task]
    TASK_CAPTION: _ClassVar[Task]
    TASK_ANSWER: _ClassVar[Task]
    TASK_FILL: _ClassVar[Task]
    TASK_LOCALIZE: _ClassVar[Task]
    TASK_GENERATE: _ClassVar[Task]

class Modality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODALITY_UNSPECIFIED: _ClassVar[Modality]
    MODALITY_TEXT: _ClassVar[Modality]
    MODALITY_IMAGE: _ClassVar[Modality]
    MODALITY_AUDIO: _ClassVar[Modality]
    MODALITY_VIDEO: _ClassVar[Modality]
    MODALITY_PARTS: _ClassVar[Modality]
    MODALITY_TENSOR: _ClassVar[Modality]
TRUNCATION_UNSPECIFIED: Truncation
TRUNCATION_END: Truncation
TRUNCATION_REFUSE: Truncation
TASK_UNSPECIFIED: Task
TASK_EMBED: Task
TASK_CLASSIFY: Task
TASK_RANK: Task
TASK_MATCH: Task
TASK_FEATURES: Task
TASK_CAPTION: Task
TASK_ANSWER: Task
TASK_FILL: Task
TASK_LOCALIZE: Task
TASK_GENERATE: Task
MODALITY_UNSPECIFIED: Modality
MODALITY_TEXT: Modality
MODALITY_IMAGE: Modality
MODALITY_AUDIO: Modality
MODALITY_VIDEO: Modality
MODALITY_PARTS: Modality
MODALITY_TENSOR: Modality
