package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.LabelRules;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.ZeroShot;
import java.util.ArrayList;
import java.util.List;

/**
 * The sentences of a call's labels: each label in each template, those of a label together. They are built a few at a
 * time, since all of them may be large.
 *
 * @param chosen the labels
 * @param templates at least one, each with a place for the label
 * @param cut whether sentences above the model's limit are cut; otherwise they fail the call
 */
record Sentences(Chosen chosen, List<String> templates, boolean cut) {
    /** A call's sentences, in its own templates or else the model's. */
    static Sentences of(ClassifyQuery query, ZeroShot rule, Chosen chosen) {
        boolean own = query.templates().isEmpty();
        List<String> templates = own ? rule.templates() : query.templates();
        LabelRules.sentences(own ? chosen.field() : "templates", chosen.labels().size(), templates.size());
        // What is all the model's own, no caller can shorten.
        return new Sentences(chosen, templates, query.truncate() || (chosen.own() && own));
    }

    int count() {
        return chosen.labels().size() * templates.size();
    }

    /** Those from a position to before another. */
    List<Content> texts(int from, int to) {
        List<Content> texts = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            String template = templates.get(i % templates.size());
            String label = chosen.labels().get(i / templates.size());
            texts.add(new Content.Text(template.replace(LabelRules.PLACE, label), cut));
        }
        return texts;
    }

    /** The request's field that a sentence came from. */
    String path(int sentence) {
        int count = templates.size();
        return chosen.own()
                ? "templates[" + sentence % count + "]"
                : chosen.path().apply(sentence / count);
    }

    /** What the vectors of these sentences depend on, for callers of one salt. */
    LabelCache.Key key(Object model, String salt) {
        return new LabelCache.Key(model, salt, templates, chosen.labels(), cut);
    }
}
