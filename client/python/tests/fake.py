"""A server in this process that answers what a test tells it to."""

import struct
from concurrent import futures

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2

from triptych.v1 import (
    classify_pb2,
    classify_pb2_grpc,
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


def vector(*values: float) -> vector_pb2.Vector:
    return vector_pb2.Vector(
        data=struct.pack(f"<{len(values)}f", *values),
        dtype=tensor_pb2.DATA_TYPE_FLOAT32,
        dim=len(values),
        space="fake-1",
        normalized=True,
    )


def result(item: embed_pb2.EmbedItem) -> embed_pb2.EmbedResult:
    """Bad texts fail; the vector of others is their length and one half."""
    if item.content.text == "bad":
        return embed_pb2.EmbedResult(id=item.id, error=status(grpc.StatusCode.INVALID_ARGUMENT))
    kind = item.content.WhichOneof("kind")
    size = len(item.content.text if kind == "text" else getattr(item.content, kind).data)
    return embed_pb2.EmbedResult(id=item.id, vector=vector(size, 0.5))


def status(code: grpc.StatusCode) -> status_pb2.Status:
    details = [
        error_details_pb2.ErrorInfo(
            reason="SOME_REASON", domain="triptych.dev", metadata={"limit": "3", "request_id": "r-1"}
        ),
        error_details_pb2.BadRequest(
            field_violations=[error_details_pb2.BadRequest.FieldViolation(field="items[0]", description="too long")]
        ),
        error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(seconds=1, nanos=500_000_000)),
    ]
    packed = []
    for detail in details:
        packed.append(any_pb2.Any())
        packed[-1].Pack(detail)
    return status_pb2.Status(code=code.value[0], message="what, where, limit", details=packed)


def refuse(context: grpc.ServicerContext, code: grpc.StatusCode, *trailers: tuple) -> None:
    details = status(code).SerializeToString()
    context.set_trailing_metadata((("grpc-status-details-bin", details), *trailers))
    context.abort(code, "what, where, limit")


class FakeServer(
    embed_pb2_grpc.EmbedServiceServicer,
    classify_pb2_grpc.ClassifyServiceServicer,
    rank_pb2_grpc.RankServiceServicer,
    features_pb2_grpc.FeaturesServiceServicer,
    models_pb2_grpc.ModelServiceServicer,
):
    """Counts attempts; the first `refusals` embed calls are refused as UNAVAILABLE, to be tried again at once."""

    def __init__(self) -> None:
        self.attempts = 0
        self.refusals = 0
        self.code = grpc.StatusCode.UNAVAILABLE
        self.pushback = "1"
        self.group = 1
        self.setup = None
        self.metadata: dict = {}
        self.request = None
        self.block = None
        self._server = grpc.server(futures.ThreadPoolExecutor(4), options=[("grpc.max_receive_message_length", -1)])
        embed_pb2_grpc.add_EmbedServiceServicer_to_server(self, self._server)
        classify_pb2_grpc.add_ClassifyServiceServicer_to_server(self, self._server)
        rank_pb2_grpc.add_RankServiceServicer_to_server(self, self._server)
        features_pb2_grpc.add_FeaturesServiceServicer_to_server(self, self._server)
        models_pb2_grpc.add_ModelServiceServicer_to_server(self, self._server)
        self.target = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self) -> None:
        if self.block:
            self.block.set()
        self._server.stop(0).wait()

    def Embed(self, request, context):
        self.attempts += 1
        self.metadata = dict(context.invocation_metadata())
        self.request = request
        if self.block:
            self.block.wait()
        if self.attempts <= self.refusals:
            refuse(context, self.code, ("grpc-retry-pushback-ms", self.pushback), ("x-request-id", "r-0"))
        results = [result(item) for item in request.items]
        return embed_pb2.EmbedResponse(model="fake", model_version="7", results=results)

    def EmbedStream(self, requests, context):
        """Answers groups of items, each group backwards."""
        self.setup = next(requests).setup
        if self.refusals:
            refuse(context, self.code)
        held = []
        for request in requests:
            held.append(request.item)
            if len(held) == self.group:
                yield from self._backwards(held)
        yield from self._backwards(held)

    @staticmethod
    def _backwards(held):
        while held:
            yield embed_pb2.EmbedStreamResponse(result=result(held.pop()))

    def Classify(self, request, context):
        self.request = request
        found = classify_pb2.Classification(
            labels=[classify_pb2.ScoredLabel(label="cat", index=3, score=0.75, logit=2)],
            activation=classify_pb2.ACTIVATION_SIGMOID,
        )
        results = [classify_pb2.ClassifyResult(classification=found) for _ in request.items]
        return classify_pb2.ClassifyResponse(model="fake", results=results, truncated_labels=[2])

    def Rank(self, request, context):
        self.request = request
        ranking = rank_pb2.Ranking(candidates=[rank_pb2.RankedCandidate(index=1, score=0.5, rank=1)])
        failed = rank_pb2.FailedCandidate(index=0, error=status(grpc.StatusCode.INVALID_ARGUMENT))
        results = [rank_pb2.RankResult(ranking=ranking) for _ in request.queries]
        return rank_pb2.RankResponse(results=results, failed_candidates=[failed], truncated_candidates=[1])

    def Features(self, request, context):
        self.request = request
        tensor = tensor_pb2.Tensor(dtype=tensor_pb2.DATA_TYPE_INT16, shape=[2, 3], data=bytes(range(12)))
        named = [features_pb2.NamedTensor(name=name, tensor=tensor) for name in request.features]
        results = [
            features_pb2.FeaturesResult(features=features_pb2.ItemFeatures(tensors=named)) for _ in request.items
        ]
        return features_pb2.FeaturesResponse(results=results)

    def ListLabels(self, request, context):
        self.request = request
        page = int(request.page_token or 0)
        return models_pb2.ListLabelsResponse(labels=[f"label-{page}"], next_page_token="1" if page == 0 else "", total=2)

    def ListModels(self, request, context):
        page = int(request.page_token or 0)
        return models_pb2.ListModelsResponse(
            models=[models_pb2.Model(name=f"model-{page}")],
            next_page_token=str(page + 1) if page < 2 else "",
            server=models_pb2.ServerInfo(version="fake"),
        )
