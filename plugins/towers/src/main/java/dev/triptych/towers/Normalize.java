package dev.triptych.towers;

/** Brings a vector to norm 1. */
record Normalize() implements VectorStep {
    @Override
    public int dim(int in) {
        return in;
    }

    @Override
    public float[] apply(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        float norm = (float) Math.max(Math.sqrt(sum), 1e-12);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
        return vector;
    }

    @Override
    public String description() {
        return "normalize";
    }
}
