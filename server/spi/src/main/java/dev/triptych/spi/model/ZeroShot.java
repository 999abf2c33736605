package dev.triptych.spi.model;

import java.util.List;

/**
 * How a contrastive model turns cosines into scores: {@code logit = scale * cosine + bias}.
 *
 * <p>The server embeds items and label texts and applies this rule. Softmax over the labels as CLIP does (Radford et al.,
 * 2021), or a sigmoid for each label as SigLIP does (Zhai et al., 2023).
 *
 * @param embedder the space in which items and labels meet
 * @param logitScale the multiplier of the cosine, after the exponential: 100 in most trained CLIPs
 * @param logitBias added to each logit; 0 for CLIP
 * @param activation how logits become scores
 * @param templates sentences in which {@code {}} stands for the label; the mean of their normalised vectors is the
 *     label's; never empty
 * @param labels the model's own labels, used when the caller gives none; may be empty
 */
public record ZeroShot(
        Embedder embedder,
        double logitScale,
        double logitBias,
        Activation activation,
        List<String> templates,
        List<String> labels)
        implements Capability {
    public ZeroShot {
        templates = List.copyOf(templates);
        labels = List.copyOf(labels);
        if (templates.isEmpty()) {
            throw new IllegalArgumentException("at least one template, such as {}");
        }
    }
}
