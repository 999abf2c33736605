package dev.triptych.app.endtoend.chaos;

import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import dev.triptych.v1.EmbedStreamSetup;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Several items in one stream, answered in any order. */
final class StreamScript implements Script<EmbedStreamRequest, EmbedStreamResponse> {
    private final Quiet quiet;
    private final Items items;

    StreamScript(Quiet quiet, Items items) {
        this.quiet = quiet;
        this.items = items;
    }

    @Override
    public MethodDescriptor<EmbedStreamRequest, EmbedStreamResponse> method() {
        return EmbedServiceGrpc.getEmbedStreamMethod();
    }

    @Override
    public List<EmbedStreamRequest> messages() {
        List<EmbedStreamRequest> messages = new ArrayList<>();
        messages.add(EmbedStreamRequest.newBuilder()
                .setSetup(EmbedStreamSetup.newBuilder().setModel(quiet.model()))
                .build());
        for (int i = 0; i < items.count(); i++) {
            messages.add(EmbedStreamRequest.newBuilder()
                    .setItem(EmbedItem.newBuilder().setId(items.id(i)).setContent(items.content(i)))
                    .build());
        }
        return messages;
    }

    @Override
    public String series() {
        return quiet.model() + "/embed";
    }

    @Override
    public int items() {
        return items.count();
    }

    @Override
    public List<String> reasons() {
        return items.reasons();
    }

    @Override
    public Check check(List<EmbedStreamResponse> answers, boolean whole) {
        Check check = new Check();
        Set<Integer> seen = new HashSet<>();
        for (EmbedStreamResponse answer : answers) {
            int item = items.item(answer.getResult().getId());
            if (item < 0 || !seen.add(item)) {
                check.wrong((item < 0 ? "foreign" : "second") + " answer "
                        + answer.getResult().getId());
            } else {
                EmbedScript.check(quiet, items, item, answer.getResult(), check);
            }
        }
        if (whole && seen.size() != items.count()) {
            check.wrong(seen.size() + " answers for " + items.count() + " items");
        }
        return check;
    }
}
