package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import dev.triptych.inference.InferTensorContents;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferRequest.InferInputTensor;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.transport.models.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pairs the inputs of a request with their contents, and checks their names before anything is allocated. */
final class Inputs {
    /**
     * One input.
     *
     * @param index its place in the request
     * @param raw its bytes; null when the elements are typed
     * @param target whose input it is
     */
    record Input(
            int index, InferInputTensor tensor, @Nullable ByteString raw, Target target) {
        /** The model and input, for messages. */
        String where() {
            return target.words() + " input " + Quoted.text(name());
        }

        String name() {
            return tensor.getName();
        }

        /** The path of one of the input's fields. */
        String path(String field) {
            return "inputs[" + index + "]." + field;
        }

        /** The path of the input's contents. */
        String contentsPath() {
            return raw == null ? path("contents") : "raw_input_contents[" + index + "]";
        }
    }

    private Inputs() {}

    /**
     * All inputs, in the request's order.
     *
     * @param known the names that the target has
     * @param required the names that must be there
     */
    static List<Input> pair(Target target, ModelInferRequest request, List<String> known, List<String> required) {
        names(target, request, known, required);
        int raws = request.getRawInputContentsCount();
        if (raws > 0 && raws != request.getInputsCount()) {
            throw Words.at(
                    Reason.TENSOR_CONTENTS,
                    "raw_input_contents",
                    target.words() + ": expected " + request.getInputsCount()
                            + " raw_input_contents, one for each input, got " + raws + "; send all inputs raw or none");
        }
        List<Input> inputs = new ArrayList<>(request.getInputsCount());
        for (int i = 0; i < request.getInputsCount(); i++) {
            InferInputTensor tensor = request.getInputs(i);
            inputs.add(new Input(i, tensor, raws > 0 ? request.getRawInputContents(i) : null, target));
            oneKind(inputs.get(i));
        }
        return inputs;
    }

    private static void names(Target target, ModelInferRequest request, List<String> known, List<String> required) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < request.getInputsCount(); i++) {
            String name = request.getInputs(i).getName();
            if (!known.contains(name)) {
                throw Words.at(
                        Reason.INPUT_UNKNOWN,
                        "inputs[" + i + "].name",
                        target.words() + " has no input " + Quoted.text(name) + "; it has " + Nearest.to(name, known));
            }
            if (!seen.add(name)) {
                throw Words.at(
                        Reason.DUPLICATE_INPUT,
                        "inputs[" + i + "].name",
                        target.words() + " input " + Quoted.text(name) + " is given twice; give each input once");
            }
        }
        if (seen.isEmpty() || !seen.containsAll(required)) {
            List<String> missing =
                    required.stream().filter(name -> !seen.contains(name)).toList();
            throw Words.at(
                    Reason.INPUT_MISSING,
                    "inputs",
                    target.words() + ": missing input " + Nearest.to("", missing.isEmpty() ? known : missing) + "; got "
                            + Nearest.to("", seen));
        }
    }

    private static void oneKind(Input input) {
        boolean typed = input.tensor().hasContents()
                && !input.tensor().getContents().equals(InferTensorContents.getDefaultInstance());
        if (input.raw() != null && typed) {
            throw Words.at(
                    Reason.TENSOR_CONTENTS,
                    input.path("contents"),
                    input.where() + " has both raw and typed contents; send one kind");
        }
    }
}
