package dev.triptych.app.endtoend;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * One call of the {@link SlowGraph}, with its number to tell it by.
 *
 * <p>gRPC calls it one at a time; what it collects may be read once {@link #end} is done.
 */
final class SlowCall extends ClientCall.Listener<ModelInferResponse> {
    private static final Metadata.Key<String> TENANT =
            Metadata.Key.of("x-triptych-tenant", Metadata.ASCII_STRING_MARSHALLER);

    private final int number;
    private final ClientCall<ModelInferRequest, ModelInferResponse> call;
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final CompletableFuture<Void> headers = new CompletableFuture<>();
    private final List<ModelInferResponse> answers = new ArrayList<>();
    private final long sentNanos = System.nanoTime();
    private String reason = "";
    private long endedNanos;

    private SlowCall(Channel channel, int number, CallOptions options) {
        this.number = number;
        this.call = channel.newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), options);
    }

    /** Sends so many calls that say no deadline. */
    static List<SlowCall> many(Channel channel, int count, String tenant) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SlowCall(channel, i, CallOptions.DEFAULT).start(request(i), tenant, 1))
                .toList();
    }

    /** Sends a call whose time the server alone keeps, by the protocol's {@code timeout}. */
    static SlowCall within(Channel channel, int number, Duration time) {
        ModelInferRequest.Builder request = request(number)
                .putParameters(
                        "timeout",
                        InferParameter.newBuilder()
                                .setInt64Param(TimeUnit.NANOSECONDS.toMicros(time.toNanos()))
                                .build());
        return new SlowCall(channel, number, CallOptions.DEFAULT).start(request, "default", 1);
    }

    /** Sends a call with a deadline of gRPC's. */
    static SlowCall before(Channel channel, int number, Duration time) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(time.toNanos(), TimeUnit.NANOSECONDS);
        return new SlowCall(channel, number, options).start(request(number), "default", 1);
    }

    /** Sends a call whose answer is not taken when it comes. */
    static SlowCall unread(Channel channel, int number) {
        return new SlowCall(channel, number, CallOptions.DEFAULT).start(request(number), "default", 0);
    }

    private static ModelInferRequest.Builder request(int number) {
        ByteBuffer value = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        value.putFloat(number).flip();
        return ModelInferRequest.newBuilder()
                .setModelName(SlowGraph.NAME)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("INPUT")
                        .setDatatype("FP32")
                        .addShape(1)
                        .addShape(1))
                .addRawInputContents(ByteString.copyFrom(value));
    }

    private SlowCall start(ModelInferRequest.Builder request, String tenant, int reads) {
        Metadata sent = new Metadata();
        sent.put(TENANT, tenant);
        call.start(this, sent);
        if (reads > 0) {
            call.request(reads);
        }
        call.sendMessage(request.build());
        call.halfClose();
        return this;
    }

    void cancel() {
        call.cancel("the test cancels it", null);
    }

    /** Its terminal status, once there. */
    CompletableFuture<Status> end() {
        return end;
    }

    /** Waits for its terminal status. */
    Status.Code code() {
        return end.orTimeout(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()
                .getCode();
    }

    /** Waits for the headers, which come with the answer. */
    void awaitHeaders() {
        headers.orTimeout(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Waits for its end; the server's reason, empty when it gave none. */
    String reason() {
        code();
        return reason;
    }

    /** Waits for its end; whether it is the one answer that belongs to it. */
    boolean answered() {
        return code() == Status.Code.OK
                && answers.size() == 1
                && answers.get(0)
                                .getRawOutputContents(0)
                                .asReadOnlyByteBuffer()
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getFloat()
                        == number;
    }

    /** Waits for its end; whether another call ended while it was under way. */
    boolean sawEndOf(SlowCall other) {
        code();
        other.code();
        return other.endedNanos > sentNanos && other.endedNanos < endedNanos;
    }

    @Override
    public void onHeaders(Metadata received) {
        headers.complete(null);
    }

    @Override
    public void onMessage(ModelInferResponse answer) {
        answers.add(answer);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        endedNanos = System.nanoTime();
        com.google.rpc.Status error = status.isOk() ? null : StatusProto.fromStatusAndTrailers(status, trailers);
        if (error != null && error.getDetailsCount() > 0) {
            try {
                reason = error.getDetails(0).unpack(ErrorInfo.class).getReason();
            } catch (InvalidProtocolBufferException e) {
                reason = e.getMessage();
            }
        }
        if (!end.complete(status)) {
            throw new AssertionError("a second end: " + status);
        }
    }

    @Override
    public String toString() {
        return "call " + number + " " + end + " " + reason;
    }
}
