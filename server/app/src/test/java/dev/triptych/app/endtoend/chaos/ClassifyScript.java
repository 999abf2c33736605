package dev.triptych.app.endtoend.chaos;

import dev.triptych.v1.ClassifyItem;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyResult;
import dev.triptych.v1.ClassifyServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.List;

/** Several items classified by the same labels. */
final class ClassifyScript implements Script<ClassifyRequest, ClassifyResponse> {
    private final Quiet quiet;
    private final Items items;

    ClassifyScript(Quiet quiet, Items items) {
        this.quiet = quiet;
        this.items = items;
    }

    @Override
    public MethodDescriptor<ClassifyRequest, ClassifyResponse> method() {
        return ClassifyServiceGrpc.getClassifyMethod();
    }

    @Override
    public List<ClassifyRequest> messages() {
        ClassifyRequest.Builder request =
                ClassifyRequest.newBuilder().setModel(quiet.model()).addAllLabels(Quiet.LABELS);
        for (int i = 0; i < items.count(); i++) {
            request.addItems(ClassifyItem.newBuilder().setId(items.id(i)).setContent(items.content(i)));
        }
        return List.of(request.build());
    }

    @Override
    public String series() {
        return quiet.model() + "/classify";
    }

    @Override
    public int items() {
        return items.count();
    }

    @Override
    public int made() {
        return Quiet.LABELS.size();
    }

    @Override
    public List<String> reasons() {
        return items.reasons();
    }

    @Override
    public Check check(List<ClassifyResponse> answers, boolean whole) {
        Check check = new Check();
        for (ClassifyResponse answer : answers) {
            if (answer.getResultsCount() != items.count()) {
                check.wrong(answer.getResultsCount() + " results for " + items.count() + " items");
                continue;
            }
            for (int i = 0; i < items.count(); i++) {
                check(i, answer.getResults(i), check);
            }
        }
        return check;
    }

    private void check(int item, ClassifyResult result, Check check) {
        if (!result.getId().equals(items.id(item))) {
            check.wrong("result of " + result.getId() + " where " + items.id(item) + " belongs");
        } else if (result.hasError()) {
            items.failed(item, result.getError(), check);
        } else if (items.number(item) < 0) {
            check.wrong("bad item " + items.id(item) + " has scores");
        } else {
            quiet.check(items.number(item), result.getClassification(), check);
        }
    }
}
