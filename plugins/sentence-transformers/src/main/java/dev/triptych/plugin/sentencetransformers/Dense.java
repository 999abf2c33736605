package dev.triptych.plugin.sentencetransformers;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.VectorStep;
import dev.triptych.towers.Weights;

/** A dense layer after pooling: {@code activation(W x + b)}, plus {@code x} or {@code R x} where it is residual. */
final class Dense implements VectorStep {
    private static final String STATED = "torch.nn.modules.activation.Tanh";
    private static final int MOST = 1 << 16;

    private final String file;
    private final int in;
    private final int out;
    private final float[] weight;
    private final float[] bias;
    private final float[] residual;
    private final boolean added;
    private final DenseActivation activation;
    private final String digest;

    private Dense(JsonConfig config, Safetensors tensors, String file, String digest) {
        this.file = file;
        this.digest = digest;
        this.in = config.whole("in_features", 1, MOST)
                .orElseThrow(() -> config.wrong("in_features", "a number, and is required"));
        this.out = config.whole("out_features", 1, MOST)
                .orElseThrow(() -> config.wrong("out_features", "a number, and is required"));
        this.activation = DenseActivation.named(
                        config.text("activation_function").orElse(STATED))
                .orElseThrow(() -> config.wrong("activation_function", "one of torch's " + DenseActivation.names()));
        for (String key : new String[] {"module_input_name", "module_output_name"}) {
            if (!config.text(key).orElse("sentence_embedding").equals("sentence_embedding")) {
                throw config.wrong(key, "sentence_embedding");
            }
        }
        this.weight = tensors.floats("linear.weight", out, in);
        this.bias = config.flag("bias").orElse(true) ? tensors.floats("linear.bias", out) : new float[out];
        this.added = config.flag("use_residual").orElse(false);
        this.residual = added && in != out ? tensors.floats("residual.weight", out, in) : new float[0];
    }

    /**
     * Reads a layer's folder.
     *
     * @param path the folder, ending in a slash
     * @param digest the digest of its weights
     */
    static Dense read(ModelFolder folder, String path, String digest) {
        String file = weights(folder, path);
        return new Dense(
                JsonConfig.read(folder, path + "config.json"),
                Safetensors.parse(folder.read(file), file),
                path + "config.json",
                digest);
    }

    /** The file of a layer's weights; pickled ones are code, and are refused. */
    static String weights(ModelFolder folder, String path) {
        String file = path + "model.safetensors";
        if (folder.has(file)) {
            return file;
        }
        throw TaskException.of(
                Reason.MODEL_INCOMPLETE,
                folder.has(path + "pytorch_model.bin")
                        ? path + "pytorch_model.bin is a pickle, which is code and is not read; convert it: "
                                + Weights.exportCommand(folder)
                        : file + " is missing: the dense layer's weights");
    }

    @Override
    public int dim(int given) {
        if (given != in) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    file + ": in_features is " + in + ", but what comes before makes vectors of " + given);
        }
        return out;
    }

    @Override
    public float[] apply(float[] vector) {
        float[] result = new float[out];
        for (int row = 0; row < out; row++) {
            double value = activation.apply(bias[row] + dot(weight, row, vector));
            if (added) {
                value += in == out ? vector[row] : dot(residual, row, vector);
            }
            result[row] = (float) value;
        }
        return result;
    }

    private double dot(float[] matrix, int row, float[] vector) {
        double sum = 0;
        for (int i = 0; i < in; i++) {
            sum += (double) matrix[row * in + i] * vector[i];
        }
        return sum;
    }

    @Override
    public String description() {
        return "dense(" + digest + "," + activation + (added ? ",residual" : "") + ")";
    }
}
