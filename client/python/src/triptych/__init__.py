"""Client of Triptych servers: pictures and texts in; vectors as numpy arrays, labels and rankings out.

Start with `Client`. A call fails as a whole with a `TriptychError`, or gives a `Result` for each item.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Callable, Generic, NamedTuple, TypeVar, Union, overload

import grpc
import numpy as np
from google.rpc import error_details_pb2, status_pb2

from triptych.v1 import (
    classify_pb2,
    classify_pb2_grpc,
    common_pb2,
    content_pb2,
    embed_pb2,
    embed_pb2_grpc,
    features_pb2,
    features_pb2_grpc,
    models_pb2,
    models_pb2_grpc,
    rank_pb2,
    rank_pb2_grpc,
    tensor_pb2,
    vector_pb2,
)

__version__ = "0.1.0.dev0"

T = TypeVar("T")

#: One item: `str` is a text, a path a picture's file, bytes a picture, an array ready features.
Input = Union[str, bytes, bytearray, memoryview, "os.PathLike[str]", np.ndarray, content_pb2.Content]

DEFAULT_SERVER = "127.0.0.1:8001"
_SINGLE = (str, bytes, bytearray, memoryview, os.PathLike, np.ndarray, content_pb2.Content)
_DTYPES = {
    f"DATA_TYPE_{name}": np.dtype(name.lower()).newbyteorder("<")
    for name in "FLOAT32 FLOAT16 FLOAT64 INT8 INT16 INT32 INT64 UINT8 UINT16 UINT32 UINT64 BOOL".split()
}
_ACTIVATION = {
    None: classify_pb2.ACTIVATION_UNSPECIFIED,
    "softmax": classify_pb2.ACTIVATION_SOFTMAX,
    "sigmoid": classify_pb2.ACTIVATION_SIGMOID,
}
_TRUNCATION = {"cut": common_pb2.TRUNCATION_END, "refuse": common_pb2.TRUNCATION_REFUSE}


# ---- Errors ---------------------------------------------------------------------------------------------------------


class FieldViolation(NamedTuple):
    """A field that was refused: its path in the request, and why."""

    field: str
    description: str


class TriptychError(Exception):
    """Why a call or an item failed; subclasses name the kind, `reason` says exactly what.

    Attributes:
        message: a sentence for people.
        code: the canonical code.
        reason: a fixed word for programs, such as `IMAGE_TRUNCATED`; empty when no server said one.
        domain: who defined the reason; empty with it.
        metadata: the facts of the message, by name.
        violations: the fields refused.
        retry_after: seconds the server asks to wait before another try; None when it does not say.
        request_id: the request's id as the server's log has it; empty when no server answered.
    """

    def __init__(
        self,
        message: str,
        *,
        code: grpc.StatusCode = grpc.StatusCode.UNKNOWN,
        reason: str = "",
        domain: str = "",
        metadata: Mapping[str, str] | None = None,
        violations: Sequence[FieldViolation] = (),
        retry_after: float | None = None,
        request_id: str = "",
    ) -> None:
        told = reason or code.name
        super().__init__(f"{message} [{told}, request {request_id}]" if request_id else f"{message} [{told}]")
        self.message = message
        self.code = code
        self.reason = reason
        self.domain = domain
        self.metadata: Mapping[str, str] = dict(metadata or {})
        self.violations = tuple(violations)
        self.retry_after = retry_after
        self.request_id = request_id


class InvalidRequestError(TriptychError):
    """The request or item can never work as it is."""


class NotFoundError(TriptychError):
    """No such model or version, or it is hidden from this caller."""


class FailedPreconditionError(TriptychError):
    """Something on the server must change first."""


class UnavailableError(TriptychError):
    """The server cannot be reached or cannot now; tried again already."""


class ResourceExhaustedError(TriptychError):
    """Larger than a limit, or over a quota."""


class DeadlineExceededError(TriptychError):
    """The deadline passed first."""


class CancelledError(TriptychError):
    """The call was cancelled."""


class UnauthenticatedError(TriptychError):
    """No credentials, or bad ones."""


class PermissionDeniedError(TriptychError):
    """These credentials do not allow it."""


class UnsupportedByServerError(TriptychError):
    """The server or model does not offer this."""


class ServerError(TriptychError):
    """A defect of the server, or an answer that is none of the protocol's."""


_ERRORS: dict[grpc.StatusCode, type[TriptychError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidRequestError,
    grpc.StatusCode.OUT_OF_RANGE: InvalidRequestError,
    grpc.StatusCode.NOT_FOUND: NotFoundError,
    grpc.StatusCode.FAILED_PRECONDITION: FailedPreconditionError,
    grpc.StatusCode.UNAVAILABLE: UnavailableError,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ResourceExhaustedError,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceededError,
    grpc.StatusCode.CANCELLED: CancelledError,
    grpc.StatusCode.UNAUTHENTICATED: UnauthenticatedError,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDeniedError,
    grpc.StatusCode.UNIMPLEMENTED: UnsupportedByServerError,
}
_CODES = {code.value[0]: code for code in grpc.StatusCode}


def _error_of(status: status_pb2.Status, request_id: str = "") -> TriptychError:
    code = _CODES.get(status.code, grpc.StatusCode.UNKNOWN)
    info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    for detail in status.details:
        for known in (info, bad, retry):
            if detail.Is(known.DESCRIPTOR):
                detail.Unpack(known)
    facts = dict(info.metadata)
    # Items have no trailers, so the server says its request id here too.
    request_id = facts.pop("request_id", request_id)
    asked = any(detail.Is(retry.DESCRIPTOR) for detail in status.details)
    return _ERRORS.get(code, ServerError)(
        status.message or "the call failed",
        code=code,
        reason=info.reason,
        domain=info.domain,
        metadata=facts,
        violations=[FieldViolation(each.field, each.description) for each in bad.field_violations],
        retry_after=retry.retry_delay.seconds + retry.retry_delay.nanos / 1e9 if asked else None,
        request_id=request_id,
    )


def _error_of_call(error: grpc.RpcError) -> TriptychError:
    trailers = {key: value for key, value in error.trailing_metadata() or ()}
    try:
        status = status_pb2.Status.FromString(trailers.get("grpc-status-details-bin", b""))
    except Exception:  # Details that cannot be read must not hide the failure they belong to.
        status = status_pb2.Status()
    status.code = error.code().value[0]
    status.message = error.details() or status.message
    return _error_of(status, trailers.get("x-request-id", ""))


# ---- What comes back ------------------------------------------------------------------------------------------------


class Result(Generic[T]):
    """What became of one item: a value, or the error of this item alone."""

    __slots__ = ("_value", "error", "truncated")

    def __init__(self, value: T | None, error: TriptychError | None, truncated: bool = False) -> None:
        self._value = value
        #: Why the item failed; None when it did not.
        self.error = error
        #: Whether the item was cut to fit the model.
        self.truncated = truncated

    @property
    def ok(self) -> bool:
        """Whether there is a value."""
        return self.error is None

    @property
    def value(self) -> T:
        """The value; raises the item's error when it failed."""
        if self.error is not None:
            raise self.error
        return self._value  # type: ignore[return-value]

    def __repr__(self) -> str:
        return f"Result({self._value!r})" if self.ok else f"Result(error={self.error!r})"


class Results(Sequence[Result[T]]):
    """The results of a call, one for each item and in the order of items, with the model that answered."""

    def __init__(self, answer: Any, results: Iterable[Result[T]]) -> None:
        self.model: str = answer.model
        self.model_version: str = answer.model_version
        self._results = list(results)

    def values(self) -> list[T]:
        """All values; raises the error of the first item that failed."""
        return [result.value for result in self._results]

    @overload
    def __getitem__(self, index: int) -> Result[T]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Result[T]]: ...
    def __getitem__(self, index):
        return self._results[index]

    def __len__(self) -> int:
        return len(self._results)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._results!r})"


@dataclass(frozen=True, eq=False)
class Vector:
    """A point of an embedding space. Vectors compare only when their `space` is equal; numpy takes it as an array."""

    #: The coordinates: read-only, over the bytes of the answer. bfloat16 comes widened to float32.
    values: np.ndarray = field(repr=False)
    space: str
    #: Whether the server scaled it to length 1.
    normalized: bool

    @property
    def dim(self) -> int:
        """Number of coordinates."""
        return len(self.values)

    def cosine(self, other: Vector) -> float:
        """Cosine of the angle to a vector of the same space, -1 to 1; 0 when either has no length."""
        if self.space != other.space or self.dim != other.dim:
            raise ValueError(f"vectors of different spaces do not compare: {self.space!r} and {other.space!r}")
        mine, theirs = self.values.astype(np.float64), other.values.astype(np.float64)
        length = np.linalg.norm(mine) * np.linalg.norm(theirs)
        return float(mine @ theirs / length) if length > 0 else 0.0

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        made = self.values if dtype is None else self.values.astype(dtype, copy=False)
        return made.copy() if copy and made is self.values else made


class Embeddings(Results[Vector]):
    """The vectors of a call."""

    def array(self) -> np.ndarray:
        """All vectors as rows of one array, (items, dim); raises the error of the first item that failed."""
        return np.stack([vector.values for vector in self.values()])


class ScoredLabel(NamedTuple):
    """A label, its position in the list, its probability from 0 to 1, and the number before the activation."""

    label: str
    index: int
    score: float
    logit: float


class Classification(tuple):
    """The labels of an item, each a `ScoredLabel`, best first."""

    #: How logits became scores: `softmax`, `sigmoid` or `unspecified`.
    activation: str = "unspecified"

    @property
    def best(self) -> ScoredLabel | None:
        """The label with the highest score; None when a threshold left none."""
        return self[0] if self else None


class Classifications(Results[Classification]):
    """The classifications of a call, one for each item."""

    def __init__(self, answer: classify_pb2.ClassifyResponse, results: Iterable[Result[Classification]]) -> None:
        super().__init__(answer, results)
        #: Positions, in the list or set that was asked for, of labels cut to fit the model.
        self.truncated_labels = set(answer.truncated_labels)


class Ranked(NamedTuple):
    """A candidate's place: its position in the request, its score, and its rank from 1."""

    index: int
    score: float
    rank: int


class Rankings(Results["list[Ranked]"]):
    """The rankings of a call: one for each query, best candidate first; failed candidates stand in none."""

    def __init__(self, answer: rank_pb2.RankResponse, results: Iterable[Result[list[Ranked]]]) -> None:
        super().__init__(answer, results)
        #: Why candidates failed, by position.
        self.failed_candidates = {each.index: _error_of(each.error) for each in answer.failed_candidates}
        #: Positions of candidates cut to fit the model.
        self.truncated_candidates = set(answer.truncated_candidates)


def array_of(data: bytes, dtype: int) -> np.ndarray:
    """Numbers of the wire as a flat, read-only array over the same bytes; bfloat16 widened to a float32 copy."""
    name = tensor_pb2.DataType.Name(dtype)  # type: ignore[arg-type]
    if name == "DATA_TYPE_BFLOAT16":
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4")
    if name not in _DTYPES:
        raise ServerError(f"the server answered with numbers of an unknown type, {name}")
    return np.frombuffer(data, _DTYPES[name])


def _result(wire: Any, kind: str, read: Callable[[Any], T]) -> Result[T]:
    outcome = wire.WhichOneof("outcome")
    if outcome == kind:
        return Result(read(getattr(wire, kind)), None, wire.truncated)
    if outcome == "error":
        return Result(None, _error_of(wire.error))
    return Result(None, ServerError("the server answered an item with neither value nor error"))


def _vector(wire: vector_pb2.Vector) -> Vector:
    values = array_of(wire.data, wire.dtype)
    if len(values) != wire.dim:
        raise ServerError(f"the server answered with {len(values)} coordinates and said {wire.dim}")
    return Vector(values, wire.space, wire.normalized)


def _classification(wire: classify_pb2.Classification) -> Classification:
    made = Classification(ScoredLabel(each.label, each.index, each.score, each.logit) for each in wire.labels)
    made.activation = classify_pb2.Activation.Name(wire.activation).removeprefix("ACTIVATION_").lower()
    return made


def _tensors(wire: features_pb2.ItemFeatures) -> dict[str, np.ndarray]:
    return {
        each.name: array_of(each.tensor.data, each.tensor.dtype).reshape(tuple(each.tensor.shape))
        for each in wire.tensors
    }


def _ranking(wire: rank_pb2.Ranking) -> list[Ranked]:
    return [Ranked(each.index, each.score, each.rank) for each in wire.candidates]


# ---- What is sent ---------------------------------------------------------------------------------------------------


def content(item: Input) -> content_pb2.Content:
    """An item as it travels; files are read now."""
    if isinstance(item, content_pb2.Content):
        return item
    if isinstance(item, str):
        return content_pb2.Content(text=item)
    if isinstance(item, (bytes, bytearray, memoryview)):
        return content_pb2.Content(image=content_pb2.Image(data=bytes(item)))
    if isinstance(item, os.PathLike):
        with open(item, "rb") as file:
            return content_pb2.Content(image=content_pb2.Image(data=file.read()))
    if isinstance(item, np.ndarray):
        wire = f"DATA_TYPE_{item.dtype.name.upper()}"
        if wire not in _DTYPES:
            raise TypeError(f"an array of {item.dtype} cannot be sent; convert it, for example by .astype('float32')")
        data = np.ascontiguousarray(item, _DTYPES[wire]).tobytes()
        dtype = tensor_pb2.DataType.Value(wire)
        return content_pb2.Content(tensor=tensor_pb2.Tensor(dtype=dtype, shape=item.shape, data=data))
    raise TypeError(f"an item is a str, a path, bytes or an array, got {type(item).__name__}")


def _many(items: Input | Iterable[Input]) -> list[content_pb2.Content]:
    # A text is iterable too: letter by letter is never what was meant.
    return [content(items)] if isinstance(items, _SINGLE) else [content(item) for item in items]


def _texts(name: str, texts: Iterable[str]) -> list[str]:
    # As with items, but one text alone is more likely a slip than a list of one.
    if isinstance(texts, (str, bytes)):
        raise TypeError(f"{name} is a list of texts, got {texts!r}; say [{texts!r}] for this one")
    return list(texts)


class Terms(tuple):
    """A weighted query, such as `Terms((photo, 1), ("day", -1), ("night", 1))`."""

    def __new__(cls, *terms: tuple[Input, float]) -> Terms:
        return super().__new__(cls, terms)


def _query(query: Input | Terms) -> rank_pb2.RankQuery:
    if isinstance(query, Terms):
        terms = [rank_pb2.RankTerm(content=content(item), weight=weight) for item, weight in query]
        return rank_pb2.RankQuery(terms=terms)
    return rank_pb2.RankQuery(content=content(query))


def _name(model: str) -> dict[str, str]:
    name, _, version = model.partition("/")
    return {"model": name, "model_version": version}


def _truncation(way: str) -> Any:
    if way not in _TRUNCATION:
        raise ValueError(f"truncation is 'cut' or 'refuse', got {way!r}")
    return _TRUNCATION[way]


def _positive(timeout: float) -> float:
    if not timeout > 0:  # gRPC may well make a call without any time.
        raise ValueError(f"timeout must be above 0 seconds, got {timeout}")
    return timeout


def _retries(max_attempts: int) -> str:
    # UNAVAILABLE alone: the server says with it that it did not take the work on. Throttling ends retries when more
    # than a small share of calls fails, so that they never feed an overload.
    policy = {
        "maxAttempts": max_attempts,
        "initialBackoff": "0.1s",
        "maxBackoff": "2s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"],
    }
    return json.dumps(
        {
            "methodConfig": [{"name": [{}], "retryPolicy": policy}],
            "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
        }
    )


def _channel_options(max_attempts: int, max_receive_bytes: int) -> list[tuple[str, Any]]:
    options: list[tuple[str, Any]] = [
        ("grpc.primary_user_agent", f"triptych-python/{__version__}"),
        ("grpc.max_receive_message_length", max_receive_bytes),
        ("grpc.max_send_message_length", -1),
        ("grpc.service_config_disable_resolution", 1),
        ("grpc.enable_retries", int(max_attempts > 1)),
        # A call can be tried again only while its request is kept: one as large as servers accept must fit.
        ("grpc.per_rpc_retry_buffer_size", 64 << 20),
    ]
    return [*options, ("grpc.service_config", _retries(max_attempts))] if max_attempts > 1 else options


# ---- The client -----------------------------------------------------------------------------------------------------


class Client:
    """A connection to a Triptych server; thread-safe, meant to be shared. Nothing is sent before the first call.

    A model is named `NAME` or `NAME/VERSION`; empty is the one served model that has the task. `timeout` is seconds for
    one call, retries included, and defaults to the client's `deadline`.

    Args:
        target: `host:port` or any gRPC target.
        deadline: seconds that a unary call may take, retries included. Streams have no deadline of their own.
        max_attempts: how often a call that finds the server unavailable is tried in all, 1 to 5; 1: no retries.
        max_receive_bytes: the largest answer accepted.
        tenant: the tenant whose share calls use, where the operator trusts callers to say so.
        headers: further headers of every call.
        credentials: TLS, as `grpc.ssl_channel_credentials()`; plaintext without.
        channel: a channel to use in place of making one. It is never closed here; target, credentials, retries and
            message size are then its own.
    """

    def __init__(
        self,
        target: str = DEFAULT_SERVER,
        *,
        deadline: float = 60.0,
        max_attempts: int = 4,
        max_receive_bytes: int = 256 << 20,
        tenant: str | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: grpc.ChannelCredentials | None = None,
        channel: grpc.Channel | None = None,
    ) -> None:
        if not deadline > 0:
            raise ValueError(f"deadline must be above 0 seconds, got {deadline}")
        if not 1 <= max_attempts <= 5:  # gRPC counts every number above 5 as 5.
            raise ValueError(f"max_attempts must be 1 to 5, got {max_attempts}")
        self._deadline = deadline
        self._headers = [*(headers or {}).items(), *([("x-triptych-tenant", tenant)] if tenant else [])]
        self._owned = channel is None
        if channel is None:
            options = _channel_options(max_attempts, max_receive_bytes)
            channel = (
                grpc.insecure_channel(target, options)
                if credentials is None
                else grpc.secure_channel(target, credentials, options)
            )
        self._channel = channel
        self._embed = embed_pb2_grpc.EmbedServiceStub(channel)
        self._classify = classify_pb2_grpc.ClassifyServiceStub(channel)
        self._rank = rank_pb2_grpc.RankServiceStub(channel)
        self._features = features_pb2_grpc.FeaturesServiceStub(channel)
        self._models = models_pb2_grpc.ModelServiceStub(channel)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, **settings: Any) -> Client:
        """A client as the environment says; `settings` go before it.

        `TRIPTYCH_SERVER` (`host:port`), `TRIPTYCH_TENANT`, `TRIPTYCH_DEADLINE_MS` and `TRIPTYCH_MAX_ATTEMPTS`; unset or
        empty ones keep their defaults.
        """
        if server := environ.get("TRIPTYCH_SERVER"):
            settings.setdefault("target", server)
        if tenant := environ.get("TRIPTYCH_TENANT"):
            settings.setdefault("tenant", tenant)
        for name, setting, unit in (("DEADLINE_MS", "deadline", 1000), ("MAX_ATTEMPTS", "max_attempts", 1)):
            if value := environ.get(f"TRIPTYCH_{name}"):
                if not value.isascii() or not value.isdecimal() or int(value) < 1:
                    raise ValueError(f"TRIPTYCH_{name} must be a whole number from 1, got {value!r}")
                settings.setdefault(setting, int(value) / unit if unit > 1 else int(value))
        return cls(**settings)

    def embed(
        self,
        model: str,
        items: Input | Iterable[Input],
        *,
        normalize: bool | None = None,
        truncation: str = "cut",
        expect_space: str = "",
        prompt: str | None = None,
        dim: int = 0,
        timeout: float | None = None,
    ) -> Embeddings:
        """Embeds one or many items, at least 1.

        Args:
            normalize: whether vectors are scaled to length 1; None: as the model declares, true for contrastive ones.
            truncation: `cut` texts that are too long, or `refuse` them.
            expect_space: id of the space that stored vectors are of; the call fails when the model's differs.
            prompt: name of the words put before each text, such as `query`; None: the model's default, empty: none.
            dim: leading coordinates to keep, one of the space's `shorter_dims`; 0: all.
        """
        request = embed_pb2.EmbedRequest(
            **_name(model),
            items=[embed_pb2.EmbedItem(content=each) for each in _many(items)],
            options=_embed_options(normalize, truncation, expect_space, prompt, dim),
        )
        answer = self._call(self._embed.Embed, request, timeout, len(request.items))
        return Embeddings(answer, (_result(each, "vector", _vector) for each in answer.results))

    def embed_stream(
        self,
        model: str,
        items: Iterable[Input],
        *,
        normalize: bool | None = None,
        truncation: str = "cut",
        expect_space: str = "",
        prompt: str | None = None,
        dim: int = 0,
        max_in_flight: int = 64,
        timeout: float | None = None,
    ) -> Iterator[Result[Vector]]:
        """Embeds any number of items over one stream, lazily and in order.

        Items are taken only as results are asked for, at most `max_in_flight` beyond the last result. Closing the
        iterator cancels what is under way. There is no deadline unless `timeout` says one.
        """
        if max_in_flight < 1:
            raise ValueError(f"max_in_flight must be at least 1, got {max_in_flight}")
        if timeout is not None:
            _positive(timeout)
        options = _embed_options(normalize, truncation, expect_space, prompt, dim)
        setup = embed_pb2.EmbedStreamSetup(**_name(model), options=options)
        return self._stream(setup, iter(items), max_in_flight, timeout)

    def _stream(
        self, setup: embed_pb2.EmbedStreamSetup, items: Iterator[Input], window: int, timeout: float | None
    ) -> Iterator[Result[Vector]]:
        outbox: SimpleQueue = SimpleQueue()  # None ends it.
        outbox.put(embed_pb2.EmbedStreamRequest(setup=setup))
        call = self._embed.EmbedStream(iter(outbox.get, None), timeout=timeout, metadata=self._headers)
        waiting: deque[str] = deque()
        answered: dict[str, Result[Vector]] = {}
        sent = 0
        try:
            more = True
            while True:
                while more and len(waiting) < window:
                    try:
                        item = content(next(items))
                    except StopIteration:
                        more = False
                        outbox.put(None)
                        break
                    waiting.append(str(sent))
                    sent += 1
                    outbox.put(
                        embed_pb2.EmbedStreamRequest(item=embed_pb2.EmbedItem(content=item, id=waiting[-1]))
                    )
                if not waiting:
                    next(call, None)  # The end of the call: without it, it would be a cancelled one.
                    return
                while waiting[0] not in answered:
                    result = next(call).result
                    answered[result.id] = _result(result, "vector", _vector)
                yield answered.pop(waiting.popleft())
        except grpc.RpcError as error:
            raise _error_of_call(error) from error
        except StopIteration:
            raise ServerError("the server ended the stream without an answer") from None
        finally:
            outbox.put(None)
            call.cancel()

    def classify(
        self,
        model: str,
        items: Input | Iterable[Input],
        labels: Iterable[str] = (),
        *,
        templates: Iterable[str] = (),
        top_k: int = 0,
        threshold: float | None = None,
        label_set: str = "",
        activation: str | None = None,
        temperature: float | None = None,
        truncation: str = "cut",
        timeout: float | None = None,
    ) -> Classifications:
        """Scores labels for one or many items.

        Args:
            labels: what to choose from, each once; empty: the model's own.
            templates: sentences that a label is put into, `{}` standing for it; empty: the model's own, else the label.
            top_k: how many labels come back, best first; 0: all.
            threshold: labels with a lower score are left out, 0 to 1; None: none are.
            label_set: a label set that the server holds, in place of `labels`.
            activation: `softmax` (one label holds) or `sigmoid` (any number); None: as the model was trained.
            temperature: divides every logit before the activation, 0.001 to 1000; None: 1.
        """
        if activation not in _ACTIVATION:
            raise ValueError(f"activation is 'softmax', 'sigmoid' or None, got {activation!r}")
        request = classify_pb2.ClassifyRequest(
            **_name(model),
            items=[classify_pb2.ClassifyItem(content=each) for each in _many(items)],
            labels=_texts("labels", labels),
            templates=_texts("templates", templates),
            label_set=label_set,
            options=classify_pb2.ClassifyOptions(
                top_k=top_k,
                threshold=threshold,
                truncation=_truncation(truncation),
                activation=_ACTIVATION[activation],
                temperature=temperature,
            ),
        )
        answer = self._call(self._classify.Classify, request, timeout, len(request.items))
        return Classifications(answer, (_result(each, "classification", _classification) for each in answer.results))

    def rank(
        self,
        model: str,
        queries: Input | Terms | Iterable[Input | Terms],
        candidates: Input | Iterable[Input],
        *,
        top_k: int = 0,
        truncation: str = "cut",
        query_prompt: str | None = None,
        candidate_prompt: str | None = None,
        timeout: float | None = None,
    ) -> Rankings:
        """Orders candidates by likeness to one or many queries, a query being an item or weighted `Terms`.

        Args:
            top_k: how many candidates come back for a query, best first; 0: all.
            query_prompt: name of the words put before texts of queries; None: the model's default, empty: none.
            candidate_prompt: the same for candidates.
        """
        asked = [queries] if isinstance(queries, (*_SINGLE, Terms)) else queries
        request = rank_pb2.RankRequest(
            **_name(model),
            queries=[_query(each) for each in asked],  # type: ignore[union-attr]
            candidates=[rank_pb2.RankCandidate(content=each) for each in _many(candidates)],
            options=rank_pb2.RankOptions(
                top_k=top_k,
                truncation=_truncation(truncation),
                query_prompt=query_prompt,
                candidate_prompt=candidate_prompt,
            ),
        )
        answer = self._call(self._rank.Rank, request, timeout, len(request.queries))
        return Rankings(answer, (_result(each, "ranking", _ranking) for each in answer.results))

    def features(
        self,
        model: str,
        items: Input | Iterable[Input],
        features: Iterable[str],
        *,
        truncation: str = "cut",
        timeout: float | None = None,
    ) -> Results[dict[str, np.ndarray]]:
        """What stands inside a model, by name: arrays without a batch axis, read-only over the bytes of the answer."""
        request = features_pb2.FeaturesRequest(
            **_name(model),
            items=[features_pb2.FeaturesItem(content=each) for each in _many(items)],
            features=_texts("features", features),
            options=features_pb2.FeaturesOptions(truncation=_truncation(truncation)),
        )
        answer = self._call(self._features.Features, request, timeout, len(request.items))
        return Results(answer, (_result(each, "features", _tensors) for each in answer.results))

    def list_models(self, *, timeout: float | None = None) -> list[models_pb2.Model]:
        """All models of the server by name, those that failed to load included."""
        models: list[models_pb2.Model] = []
        token = ""
        while True:
            page = self._call(self._models.ListModels, models_pb2.ListModelsRequest(page_token=token), timeout)
            models.extend(page.models)
            token = page.next_page_token
            if not token:
                return models

    def get_model(self, name: str, *, timeout: float | None = None) -> models_pb2.Model:
        """One model with all its versions; raises `NotFoundError` when it is unknown or hidden."""
        return self._call(self._models.GetModel, models_pb2.GetModelRequest(name=name), timeout).model

    def list_labels(self, model: str = "", label_set: str = "", *, timeout: float | None = None) -> list[str]:
        """The labels of a label set, or a model's own, in their order; raises `NotFoundError` when there is none such.

        Args:
            model: the model; empty: a label set of the server's.
            label_set: the label set; empty: the model's own labels.
        """
        labels: list[str] = []
        token = ""
        while True:
            request = models_pb2.ListLabelsRequest(**_name(model), label_set=label_set, page_token=token)
            page = self._call(self._models.ListLabels, request, timeout)
            labels.extend(page.labels)
            token = page.next_page_token
            if not token:
                return labels

    def server_info(self, *, timeout: float | None = None) -> models_pb2.ServerInfo:
        """The server and its limits."""
        return self._call(self._models.ListModels, models_pb2.ListModelsRequest(page_size=1), timeout).server

    def close(self) -> None:
        """Cancels the calls under way and closes the connection, unless the channel was brought along."""
        if self._owned:
            self._channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, method: Any, request: Any, timeout: float | None, count: int | None = None) -> Any:
        seconds = self._deadline if timeout is None else _positive(timeout)
        try:
            answer = method(request, timeout=seconds, metadata=self._headers)
        except grpc.RpcError as error:
            raise _error_of_call(error) from error
        if count is not None and len(answer.results) != count:
            raise ServerError(f"the server answered {len(answer.results)} items, {count} were asked")
        return answer


def _embed_options(
    normalize: bool | None, truncation: str, expect_space: str, prompt: str | None, dim: int
) -> embed_pb2.EmbedOptions:
    return embed_pb2.EmbedOptions(
        normalize=normalize, truncation=_truncation(truncation), expect_space=expect_space, prompt=prompt, dim=dim
    )
