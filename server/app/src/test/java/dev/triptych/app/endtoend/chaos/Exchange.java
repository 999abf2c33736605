package dev.triptych.app.endtoend.chaos;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One call on its way: sends a script and collects everything that comes back, more than once if it does.
 *
 * <p>Started once. {@link #cancel} may come from any thread; gRPC calls the rest one at a time.
 */
final class Exchange<Q, R> extends ClientCall.Listener<R> {
    private static final Metadata.Key<String> REQUEST_ID = key("x-request-id");
    private static final Metadata.Key<String> TENANT = key("x-triptych-tenant");

    private final Planned planned;
    private final Script<Q, R> script;
    private final Consumer<Outcome> ended;
    private final ClientCall<Q, R> call;
    private final List<R> answers = new ArrayList<>();
    private String named = "";
    private int closes;

    /**
     * What surrounds a script.
     *
     * @param id the call's own name
     * @param tenant whose call it is
     * @param fate what is done to it
     * @param cuttable whether its connection is one of those that are cut
     * @param cancelAtAnswer cancels when so many answers have come; 0 for never
     */
    record Planned(String id, String tenant, Fate fate, boolean cuttable, int cancelAtAnswer) {}

    Exchange(Planned planned, Script<Q, R> script, Channel channel, CallOptions options, Consumer<Outcome> ended) {
        this.planned = planned;
        this.script = script;
        this.ended = ended;
        this.call = channel.newCall(script.method(), options);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    void start() {
        Metadata headers = new Metadata();
        headers.put(REQUEST_ID, planned.id());
        headers.put(TENANT, planned.tenant());
        call.start(this, headers);
        call.request(Integer.MAX_VALUE);
        script.messages().forEach(call::sendMessage);
        call.halfClose();
    }

    void cancel() {
        call.cancel("the mix cancels it", null);
    }

    @Override
    public void onHeaders(Metadata headers) {
        named = headers.get(REQUEST_ID);
    }

    @Override
    public void onMessage(R message) {
        answers.add(message);
        if (answers.size() == planned.cancelAtAnswer()) {
            cancel();
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        closes++;
        boolean whole = status.isOk();
        Check check = script.check(answers, whole);
        // An answer may come and the connection break before its status; that is the caller's loss, not a second
        // answer.
        boolean many = script.method().getType().serverSendsOneMessage()
                && (answers.size() > 1 || (whole && answers.isEmpty()));
        if (closes != 1 || many) {
            check.wrong(closes + " ends and " + answers.size() + " answers");
        }
        if (!answers.isEmpty() && !planned.id().equals(named)) {
            check.wrong("headers of call " + named);
        }
        ErrorInfo info = info(status, trailers);
        if (!info.getReason().isEmpty() && !planned.id().equals(info.getMetadataOrDefault("request_id", ""))) {
            check.wrong("status of call " + info.getMetadataMap());
        }
        if (script.reasons().contains(info.getReason())) {
            check.refused();
        }
        ended.accept(new Outcome(
                planned.id(),
                script.method().getFullMethodName(),
                script.series(),
                planned.fate(),
                planned.cuttable(),
                status.getCode(),
                info.getReason(),
                status.getDescription() == null ? "" : status.getDescription(),
                script.items(),
                script.made(),
                check));
    }

    /** The server's own words about the whole call; empty when the status is not its. */
    private static ErrorInfo info(Status status, Metadata trailers) {
        com.google.rpc.Status error = status.isOk() ? null : StatusProto.fromStatusAndTrailers(status, trailers);
        if (error != null) {
            for (Any detail : error.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    try {
                        return detail.unpack(ErrorInfo.class);
                    } catch (InvalidProtocolBufferException e) {
                        return ErrorInfo.newBuilder().setReason("unreadable").build();
                    }
                }
            }
        }
        return ErrorInfo.getDefaultInstance();
    }
}
