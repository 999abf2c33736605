package dev.triptych.app.endtoend.chaos;

import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedResult;
import dev.triptych.v1.EmbedServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.List;

/** Several items in one unary call. */
final class EmbedScript implements Script<EmbedRequest, EmbedResponse> {
    private final Quiet quiet;
    private final Items items;

    EmbedScript(Quiet quiet, Items items) {
        this.quiet = quiet;
        this.items = items;
    }

    @Override
    public MethodDescriptor<EmbedRequest, EmbedResponse> method() {
        return EmbedServiceGrpc.getEmbedMethod();
    }

    @Override
    public List<EmbedRequest> messages() {
        EmbedRequest.Builder request = EmbedRequest.newBuilder().setModel(quiet.model());
        for (int i = 0; i < items.count(); i++) {
            request.addItems(EmbedItem.newBuilder().setId(items.id(i)).setContent(items.content(i)));
        }
        return List.of(request.build());
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
    public Check check(List<EmbedResponse> answers, boolean whole) {
        Check check = new Check();
        for (EmbedResponse answer : answers) {
            if (answer.getResultsCount() != items.count()) {
                check.wrong(answer.getResultsCount() + " results for " + items.count() + " items");
                continue;
            }
            for (int i = 0; i < items.count(); i++) {
                check(quiet, items, i, answer.getResults(i), check);
            }
        }
        return check;
    }

    /** Holds one result against the item that it must be of. */
    static void check(Quiet quiet, Items items, int item, EmbedResult result, Check check) {
        if (!result.getId().equals(items.id(item))) {
            check.wrong("result of " + result.getId() + " where " + items.id(item) + " belongs");
        } else if (result.hasError()) {
            items.failed(item, result.getError(), check);
        } else if (items.number(item) < 0) {
            check.wrong("bad item " + items.id(item) + " has a vector");
        } else {
            quiet.check(items.number(item), result.getVector(), check);
        }
    }
}
