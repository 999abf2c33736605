package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.ListLabelsRequest;
import dev.triptych.v1.ListLabelsResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers label listings page by page. A page's token is the position of its first label. */
final class LabelPages {
    private static final int DEFAULT_PAGE = 1000;
    private static final int LARGEST_PAGE = 10_000;

    private final Models models;

    LabelPages(Models models) {
        this.models = models;
    }

    ListLabelsResponse page(ListLabelsRequest request) {
        if (request.getPageSize() < 0) {
            throw FieldRules.invalid(
                    "page_size", "got " + request.getPageSize() + ", must be 0 (the server's choice) or more");
        }
        List<String> labels = labels(request);
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : Math.min(request.getPageSize(), LARGEST_PAGE);
        int from = position(request.getPageToken(), labels.size());
        int to = Math.min(from + size, labels.size());
        return ListLabelsResponse.newBuilder()
                .addAllLabels(labels.subList(from, to))
                .setNextPageToken(to < labels.size() ? Integer.toString(to) : "")
                .setTotal(labels.size())
                .build();
    }

    private List<String> labels(ListLabelsRequest request) {
        String set = request.getLabelSet();
        if (request.getModel().isEmpty()) {
            if (set.isEmpty()) {
                throw TaskException.of(
                                Reason.FIELD_MISSING,
                                "model and label_set are empty; name a model, a label set or both")
                        .at("label_set");
            }
            return found(models.catalog().labelSets().get(set), set);
        }
        ModelListing model = models.find(new ModelRef(request.getModel(), request.getModelVersion()));
        if (set.isEmpty()) {
            return model.ownLabels();
        }
        List<String> own = model.offers().labelSets().get(set);
        return own != null ? own : found(models.catalog().labelSets().get(set), set);
    }

    private static List<String> found(@Nullable List<String> labels, String set) {
        if (labels == null) {
            throw TaskException.of(
                            Reason.LABEL_SET_UNKNOWN,
                            "label_set: no set " + Quoted.text(set) + "; list the models to see those there are")
                    .at("label_set");
        }
        return labels;
    }

    private static int position(String token, int size) {
        if (token.isEmpty()) {
            return 0;
        }
        if (token.matches("[0-9]{1,9}") && Integer.parseInt(token) <= size) {
            return Integer.parseInt(token);
        }
        throw FieldRules.invalid("page_token", Quoted.text(token) + " is no token of this listing");
    }
}
