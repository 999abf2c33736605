package dev.triptych.transport.inference;

import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.scheduling.Priority;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.Map;

/**
 * The rules of request parameters: those of extensions that are not offered are refused rather than ignored, reserved
 * ones are refused, all others pass.
 */
final class Parameters {
    private static final long NANOS_PER_MICRO = 1000;

    /**
     * What a request asks of its passage.
     *
     * @param timeoutNanos the time that the caller allows; {@link Long#MAX_VALUE} when it says none
     * @param priority how much of its tenant's share the request takes
     */
    record Wishes(long timeoutNanos, Priority priority) {}

    private Parameters() {}

    /**
     * Checks all parameters of a request.
     *
     * <p>The protocol has as many levels of priority as a model's configuration says, 1 being the highest and 0 the
     * default. Here every model has three: 1 is high, 2 and the default are normal, all above are low.
     */
    static Wishes check(ModelInferRequest request) {
        long timeout = Long.MAX_VALUE;
        Priority priority = Priority.NORMAL;
        for (Map.Entry<String, InferParameter> entry :
                request.getParametersMap().entrySet()) {
            String key = entry.getKey();
            InferParameter value = entry.getValue();
            plausible("parameters", key, value);
            if (key.startsWith("sequence_")) {
                throw notOffered("parameters", key, "sequences");
            } else if (key.equals("timeout")) {
                timeout = nanos(unsigned(key, value));
            } else if (key.equals("priority")) {
                priority = level(unsigned(key, value));
            } else if (key.startsWith("triton_") && !key.equals("triton_enable_empty_final_response")) {
                throw TaskException.of(
                                Reason.PARAMETER_INVALID,
                                "parameter " + Quoted.text(key) + " is reserved: names that begin with triton_ are the"
                                        + " server's; use another name")
                        .at(path("parameters", key));
            }
        }
        for (int i = 0; i < request.getInputsCount(); i++) {
            if (request.getInputs(i).getParametersCount() > 0) {
                tensor("inputs[" + i + "].parameters", request.getInputs(i).getParametersMap());
            }
        }
        for (int i = 0; i < request.getOutputsCount(); i++) {
            if (request.getOutputs(i).getParametersCount() > 0) {
                tensor("outputs[" + i + "].parameters", request.getOutputs(i).getParametersMap());
            }
        }
        return new Wishes(timeout, priority);
    }

    private static void tensor(String path, Map<String, InferParameter> parameters) {
        parameters.forEach((key, value) -> {
            plausible(path, key, value);
            if (key.startsWith("shared_memory_")) {
                throw notOffered(path, key, "shared memory");
            }
        });
    }

    private static void plausible(String path, String key, InferParameter value) {
        boolean unset = value.getParameterChoiceCase() == InferParameter.ParameterChoiceCase.PARAMETERCHOICE_NOT_SET;
        if (unset || (value.hasDoubleParam() && !Double.isFinite(value.getDoubleParam()))) {
            throw TaskException.of(
                            Reason.PARAMETER_INVALID,
                            path(path, key) + (unset ? ": no value is set" : ": the number is not finite"))
                    .at(path(path, key));
        }
    }

    /** Clients send these as either kind of integer. */
    private static long unsigned(String key, InferParameter value) {
        long number =
                switch (value.getParameterChoiceCase()) {
                    case INT64_PARAM -> value.getInt64Param();
                    case UINT64_PARAM -> value.getUint64Param();
                    default -> -1;
                };
        if (number < 0) {
            throw TaskException.of(
                            Reason.PARAMETER_INVALID,
                            "parameter " + Quoted.text(key) + " must be an integer, 0 or more, below 2^63")
                    .at(path("parameters", key));
        }
        return number;
    }

    private static Priority level(long number) {
        if (number == 1) {
            return Priority.HIGH;
        }
        return number == 0 || number == 2 ? Priority.NORMAL : Priority.LOW;
    }

    private static long nanos(long micros) {
        return micros == 0 || micros > Long.MAX_VALUE / NANOS_PER_MICRO ? Long.MAX_VALUE : micros * NANOS_PER_MICRO;
    }

    private static TaskException notOffered(String path, String key, String what) {
        return TaskException.of(
                        Reason.NOT_OFFERED,
                        "parameter " + Quoted.text(key) + " asks for " + what + ", which this server does not offer")
                .at(path(path, key));
    }

    /** The path of a parameter, for messages. */
    static String path(String map, String key) {
        return map + "." + safe(key);
    }

    private static String safe(String key) {
        String quoted = Quoted.text(key);
        return quoted.substring(1, quoted.length() - 1);
    }
}
