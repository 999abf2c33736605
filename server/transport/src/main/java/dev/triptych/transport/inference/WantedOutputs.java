package dev.triptych.transport.inference;

import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.transport.models.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads which outputs a request wants. */
final class WantedOutputs {
    /**
     * One output.
     *
     * @param name its name
     * @param index its place in the request
     * @param classes how many of the best classes to answer with in place of the numbers; 0 for the numbers
     */
    record Wanted(String name, int index, int classes) {
        /**
         * The name of an output whose numbers are wanted.
         *
         * @throws dev.triptych.spi.error.TaskException when classes are
         */
        String name(Target target) {
            if (classes > 0) {
                throw Words.at(
                        Reason.NOT_OFFERED,
                        Parameters.path("outputs[" + index + "].parameters", CLASSIFICATION),
                        target.words() + " output " + Quoted.text(name)
                                + " is a vector, not scores of classes; classify with the typed API");
            }
            return name;
        }
    }

    private static final String CLASSIFICATION = "classification";

    private WantedOutputs() {}

    /** The outputs in the request's order; all known ones when it names none. */
    static List<Wanted> read(Target target, ModelInferRequest request, List<String> known) {
        if (request.getOutputsCount() == 0) {
            List<Wanted> all = new ArrayList<>(known.size());
            known.forEach(name -> all.add(new Wanted(name, all.size(), 0)));
            return all;
        }
        Set<String> seen = new HashSet<>();
        List<Wanted> wanted = new ArrayList<>();
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
            wanted.add(new Wanted(name, i, classes(i, request.getOutputs(i))));
        }
        return wanted;
    }

    private static int classes(int index, InferRequestedOutputTensor output) {
        if (!output.containsParameters(CLASSIFICATION)) {
            return 0;
        }
        InferParameter value = output.getParametersOrThrow(CLASSIFICATION);
        if (!value.hasInt64Param() || value.getInt64Param() < 1) {
            String path = Parameters.path("outputs[" + index + "].parameters", CLASSIFICATION);
            throw Words.at(Reason.PARAMETER_INVALID, path, path + " must be an int64, 1 or more: how many classes");
        }
        return (int) Math.min(Integer.MAX_VALUE, value.getInt64Param());
    }
}
