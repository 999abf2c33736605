package dev.triptych.media.image;

import java.util.List;
import java.util.Optional;

/**
 * What a model wants done to an RGB image, in this order.
 *
 * @param resize the resize; none keeps the size
 * @param filter the resize's filter
 * @param crop the centre crop; none keeps all
 * @param rescale the factor each value is multiplied with; none keeps 0 to 255
 * @param normalise what each channel is normalised with; none leaves it
 */
public record ImageSettings(
        Optional<ResizeTo> resize,
        ResampleFilter filter,
        Optional<CropTo> crop,
        Optional<Double> rescale,
        Optional<Normalise> normalise) {

    /**
     * {@code (value - mean) / deviation} by channel, R G B.
     *
     * @param mean three means
     * @param deviation three deviations, none zero
     */
    public record Normalise(List<Float> mean, List<Float> deviation) {
        public Normalise {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (mean.size() != 3 || deviation.size() != 3 || deviation.contains(0f)) {
                throw new IllegalArgumentException("three means and three deviations that are not zero");
            }
        }
    }

    /** The settings as one line that is equal exactly when the pixels are: part of an embedding space's identity. */
    public String canonical() {
        StringBuilder out = new StringBuilder("rgb(alpha=drop,orientation=keep)");
        resize.ifPresent(to ->
                out.append(" resize(").append(to(to)).append(',').append(filter).append(",pillow13)"));
        crop.ifPresent(to -> out.append(" crop(")
                .append(to.width())
                .append('x')
                .append(to.height())
                .append(')'));
        // Hexadecimal: decimal digits differ between Java versions.
        rescale.ifPresent(
                by -> out.append(" rescale(").append(Double.toHexString(by)).append(')'));
        normalise.ifPresent(
                by -> out.append(" mean").append(hex(by.mean())).append(" std").append(hex(by.deviation())));
        return out.toString();
    }

    private static String to(ResizeTo to) {
        if (to instanceof ResizeTo.ShortestEdge shortest) {
            return "shortest=" + shortest.edge();
        }
        return to.width(1, 1) + "x" + to.height(1, 1);
    }

    private static List<String> hex(List<Float> values) {
        return values.stream().map(Float::toHexString).toList();
    }
}
