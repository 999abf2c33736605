package dev.triptych.media.image;

import java.util.List;
import java.util.Optional;

/**
 * What a model wants done to an RGB image, in this order: resize, crop, arithmetic, order of the planes, padding.
 *
 * @param resize the resize; none keeps the size
 * @param filter the resize's filter
 * @param crop the centre crop; none keeps all
 * @param steps the arithmetic on each value, in order; none keeps bytes
 * @param bgr whether the planes come out as B G R
 * @param pad the size that zeros are added up to, below and to the right, after all arithmetic; none adds nothing
 */
public record ImageSettings(
        Optional<ResizeTo> resize,
        ResampleFilter filter,
        Optional<CropTo> crop,
        List<PixelStep> steps,
        boolean bgr,
        Optional<Size> pad) {
    public ImageSettings {
        steps = List.copyOf(steps);
    }

    /** The settings as one line, of images decoded with the default options. */
    public String canonical() {
        return canonical(ImageOptions.DEFAULT);
    }

    /**
     * The settings as one line that is equal exactly when the pixels are: part of an embedding space's identity. Whether
     * an animation is refused changes no pixel.
     *
     * @param options how images are decoded
     */
    public String canonical(ImageOptions options) {
        StringBuilder out = new StringBuilder("rgb(alpha=drop," + options.canonical() + ")");
        resize.ifPresent(to -> out.append(" resize(")
                .append(to.canonical())
                .append(',')
                .append(filter)
                .append(",pillow13)"));
        crop.ifPresent(to -> out.append(" crop(").append(to.canonical()).append(')'));
        steps.forEach(step -> out.append(' ').append(step.canonical()));
        if (bgr) {
            out.append(" bgr");
        }
        pad.ifPresent(to -> out.append(" pad(")
                .append(to.width())
                .append('x')
                .append(to.height())
                .append(')'));
        return out.toString();
    }
}
