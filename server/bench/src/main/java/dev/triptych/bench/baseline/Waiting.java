package dev.triptych.bench.baseline;

import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import io.grpc.stub.StreamObserver;

/** A request of one row and where its answer goes. */
record Waiting(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {}
