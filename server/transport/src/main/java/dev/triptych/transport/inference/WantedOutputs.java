package dev.triptych.transport.inference;

import dev.triptych.inference.ModelInferRequest;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.transport.models.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads which outputs a request wants. */
final class WantedOutputs {
    private WantedOutputs() {}

    /** The names in the request's order; all known ones when it names none. */
    static List<String> read(Target target, ModelInferRequest request, List<String> known) {
        if (request.getOutputsCount() == 0) {
            return known;
        }
        Set<String> seen = new HashSet<>();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < request.getOutputsCount(); i++) {
            String name = request.getOutputs(i).getName();
            if (!known.contains(name)) {
                throw Words.at(
                        Reason.OUTPUT_UNKNOWN,
                        "outputs[" + i + "].name",
                        target.words() + " has no output " + Quoted.text(name) + "; it has " + Nearest.to(name, known));
            }
            if (!seen.add(name)) {
                throw Words.at(
                        Reason.OUTPUT_UNKNOWN,
                        "outputs[" + i + "].name",
                        target.words() + " output " + Quoted.text(name) + " is asked twice; ask each output once");
            }
            wanted.add(name);
        }
        return wanted;
    }
}
