package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.ZeroShot;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Classifies by a model's rule for texts as labels, else by its trained head. */
final class ClassifyTask {
    private final ZeroShotTask zeroShot;
    private final HeadTask head;

    ClassifyTask(ZeroShotTask zeroShot, HeadTask head) {
        this.zeroShot = zeroShot;
        this.head = head;
    }

    CompletionStage<Classifications> run(Request request, Lease lease, ClassifyQuery query) {
        List<ZeroShot> rules = lease.all(ZeroShot.class);
        if (!rules.isEmpty()) {
            return zeroShot.run(request, lease, query, rules.get(0));
        }
        Classifier classifier = lease.all(Classifier.class).stream()
                .findFirst()
                .orElseThrow(() -> TaskException.of(
                        Reason.TASK_UNSUPPORTED, "model " + Quoted.text(lease.model()) + " does not classify"));
        return head.run(request, lease, query, classifier);
    }
}
