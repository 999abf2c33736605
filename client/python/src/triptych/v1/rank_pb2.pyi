from google.rpc import status_pb2 as _status_pb2
from triptych.v1 import common_pb2 as _common_pb2
from triptych.v1 import content_pb2 as _content_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Similarity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SIMILARITY_UNSPECIFIED: _ClassVar[Similarity]
    SIMILARITY_COSINE: _ClassVar[Similarity]
SIMILARITY_UNSPECIFIED: Similarity
SIMILARITY_COSINE: Similarity

class RankRequest(_message.Message):
    __slots__ = ("model", "model_version", "queries", "candidates", "options")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    model: str
    model_version: str
    queries: _containers.RepeatedCompositeFieldContainer[RankQuery]
    candidates: _containers.RepeatedCompositeFieldContainer[RankCandidate]
    options: RankOptions
    def __init__(self, model: _Optional[str] = ..., model_version: _Optional[str] = ..., queries: _Optional[_Iterable[_Union[RankQuery, _Mapping]]] = ..., candidates: _Optional[_Iterable[_Union[RankCandidate, _Mapping]]] = ..., options: _Optional[_Union[RankOptions, _Mapping]] = ...) -> None: ...

class RankQuery(_message.Message):
    __slots__ = ("content", "id", "terms")
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    content: _content_pb2.Content
    id: str
    terms: _containers.RepeatedCompositeFieldContainer[RankTerm]
    def __init__(self, content: _Optional[_Union[_content_pb2.Content, _Mapping]] = ..., id: _Optional[str] = ..., terms: _Optional[_Iterable[_Union[RankTerm, _Mapping]]] = ...) -> None: ...

class RankTerm(_message.Message):
    __slots__ = ("content", "weight")
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    content: _content_pb2.Content
    weight: float
    def __init__(self, content: _Optional[_Union[_content_pb2.Content, _Mapping]] = ..., weight: _Optional[float] = ...) -> None: ...

class RankCandidate(_message.Message):
    __slots__ = ("content", "id")
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    content: _content_pb2.Content
    id: str
    def __init__(self, content: _Optional[_Union[_content_pb2.Content, _Mapping]] = ..., id: _Optional[str] = ...) -> None: ...

class RankOptions(_message.Message):
    __slots__ = ("top_k", "truncation", "query_prompt", "candidate_prompt")
    TOP_K_FIELD_NUMBER: _ClassVar[int]
    TRUNCATION_FIELD_NUMBER: _ClassVar[int]
    QUERY_PROMPT_FIELD_NUMBER: _ClassVar[int]
    CANDIDATE_PROMPT_FIELD_NUMBER: _ClassVar[int]
    top_k: int
    truncation: _common_pb2.Truncation
    query_prompt: str
    candidate_prompt: str
    def __init__(self, top_k: _Optional[int] = ..., truncation: _Optional[_Union[_common_pb2.Truncation, str]] = ..., query_prompt: _Optional[str] = ..., candidate_prompt: _Optional[str] = ...) -> None: ...

class RankResponse(_message.Message):
    __slots__ = ("model", "model_version", "results", "failed_candidates", "truncated_candidates", "similarity")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    FAILED_CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    model: str
    model_version: str
    results: _containers.RepeatedCompositeFieldContainer[RankResult]
    failed_candidates: _containers.RepeatedCompositeFieldContainer[FailedCandidate]
    truncated_candidates: _containers.RepeatedScalarFieldContainer[int]
    similarity: Similarity
    def __init__(self, model: _Optional[str] = ..., model_version: _Optional[str] = ..., results: _Optional[_Iterable[_Union[RankResult, _Mapping]]] = ..., failed_candidates: _Optional[_Iterable[_Union[FailedCandidate, _Mapping]]] = ..., truncated_candidates: _Optional[_Iterable[int]] = ..., similarity: _Optional[_Union[Similarity, str]] = ...) -> None: ...

class RankResult(_message.Message):
    __slots__ = ("id", "ranking", "error", "truncated")
    ID_FIELD_NUMBER: _ClassVar[int]
    RANKING_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    id: str
    ranking: Ranking
    error: _status_pb2.Status
    truncated: bool
    def __init__(self, id: _Optional[str] = ..., ranking: _Optional[_Union[Ranking, _Mapping]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ..., truncated: bool = ...) -> None: ...

class Ranking(_message.Message):
    __slots__ = ("candidates",)
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    candidates: _containers.RepeatedCompositeFieldContainer[RankedCandidate]
    def __init__(self, candidates: _Optional[_Iterable[_Union[RankedCandidate, _Mapping]]] = ...) -> None: ...

class RankedCandidate(_message.Message):
    __slots__ = ("index", "id", "score", "rank")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    index: int
    id: str
    score: float
    rank: int
    def __init__(self, index: _Optional[int] = ..., id: _Optional[str] = ..., score: _Optional[float] = ..., rank: _Optional[int] = ...) -> None: ...

class FailedCandidate(_message.Message):
    __slots__ = ("index", "id", "error")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    index: int
    id: str
    error: _status_pb2.Status
    def __init__(self, index: _Optional[int] = ..., id: _Optional[str] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...
